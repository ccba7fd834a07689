"""Source verification: quotations, attributions, citations, independence and dates."""
