"""Tags for the desk of money."""
