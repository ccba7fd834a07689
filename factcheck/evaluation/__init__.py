"""Evaluation against labelled data: callers of the same components as a check."""
