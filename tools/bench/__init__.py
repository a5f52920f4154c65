"""Measures the budgets of the design, each as a figure of one run."""
