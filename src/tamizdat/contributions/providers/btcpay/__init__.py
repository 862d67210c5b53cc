"""BTCPay: Bitcoin to the newspaper's own wallet, by invoices of a server of its own. Once only: nobody can be charged again."""
