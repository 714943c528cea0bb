"""Trying the product without an account: the simulator, and a company to play with."""
