"""Stripe: cards, once and recurring, by its hosted Checkout, where a new card is entered too."""
