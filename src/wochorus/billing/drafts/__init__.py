"""Free invoices and extra works (TC) while they are typed: changed at will until issued."""
