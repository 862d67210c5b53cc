"""The desk of money in the newsroom: what giving brings, and what a person has to decide. Pages show amounts, not people."""
