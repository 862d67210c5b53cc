"""Givers: who gave, for whom only the list key opens the address; and what happens to their contributions that they are told of."""
