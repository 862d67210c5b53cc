"""PayPal: orders for once, subscriptions for every month or year. Amount and account are changed by beginning anew, at PayPal's."""
