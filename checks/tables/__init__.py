"""Workbooks: the cells as people see them, the statistics form and the roster in them."""
