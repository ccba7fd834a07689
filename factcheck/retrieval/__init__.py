"""Retrieval: the passages of the sources that are nearest to a claim."""
