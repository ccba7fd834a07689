"""Scorers of shared tasks and datasets, equal to their official programs.

One module a dataset, written from the definitions, with what is peculiar about each kept as it is:
a figure from here can stand beside published ones. A gold item without a prediction counts as wrong
and never leaves the denominator.
"""
