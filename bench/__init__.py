"""Measures the budgets of docs/budgets.md; `make bench` runs it."""
