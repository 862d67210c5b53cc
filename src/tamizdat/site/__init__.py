"""The newspaper put together: settings, addresses, processes and commands."""
