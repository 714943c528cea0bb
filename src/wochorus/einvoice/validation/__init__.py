"""Validation in layers: limits, form, official rules, rules of Chorus Pro."""
