"""Tests of the data folder and of its server."""
