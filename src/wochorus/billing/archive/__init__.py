"""The PDF of each invoice as it was kept: with its hash, its history, and what it says.

An archived PDF is never replaced: another one comes beside it, as the next version. Commercial
law asks for ten years (Code de commerce L123-22), tax law for six (LPF L102 B).
"""
