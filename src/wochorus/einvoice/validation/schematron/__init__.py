"""The official business rules, run as published by the Saxon engine.

The rules come as XSLT made from Schematron. That XSLT walks the whole invoice once for every
pattern and writes a line for every rule that was merely looked at: correct and slow. Here each
official stylesheet is read into a rule book
(``source``), written again as one stylesheet that walks the invoice once and writes failures only
(``walk``, with ``match`` and ``code_lists``), compiled and kept by the one Saxon engine of the
process (``saxon``, ``official_rules``), and its failures told as findings (``telling``). Tests
prove that the verdicts are those of the untouched official stylesheet.
"""
