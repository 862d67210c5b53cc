"""BTCPay's endpoints, fields and objects, as far as they are used here. Held against its published Greenfield specification.

Each line of ``ENDPOINTS``: method and path, behind ``/api/v1/stores/{store}`` -> what may be sent, and what is answered.
"""

from typing import Any

ENDPOINTS: dict[str, tuple[dict[str, str], str]] = {
    "POST /invoices": (
        {
            "amount": "money",
            "currency": "str",
            "metadata.orderId": "str",
            "checkout.redirectURL": "url",
            "checkout.defaultLanguage": "str",
            "checkout.expirationMinutes": "int",
            "checkout.monitoringMinutes": "int",
        },
        "invoice",
    ),
    "GET /invoices": (
        {"orderId": "str", "startDate": "time", "endDate": "time", "skip": "int", "take": "int"},
        "[@invoice]",
    ),
    "GET /invoices/*": ({}, "invoice"),
    "GET /invoices/*/payment-methods": ({}, "[@payment_method]"),
}

OBJECTS: dict[str, dict[str, Any]] = {
    "invoice": {
        "id": "str",
        "storeId": "str",
        "amount": "money",
        "currency": "str",
        "type": "=Standard|TopUp",
        "checkoutLink": "url",
        "createdTime": "time",
        "expirationTime": "time",
        "monitoringExpiration": "time",
        "status": "=New|Processing|Expired|Invalid|Settled",
        "additionalStatus": "=None|PaidLate|PaidPartial|Marked|Invalid|PaidOver",
        "availableStatusesForManualMarking": "[=Settled|Invalid]",
        "archived": "bool",
        "metadata": "any",
        "checkout": "any",
    },
    "payment_method": {
        "paymentMethodId": "str",
        "currency": "=BTC",
        "destination": "str",
        "rate": "money",
        "paymentMethodPaid": "money",
        "totalPaid": "money",
        "due": "money",
        "amount": "money",
        "paymentMethodFee": "money",
        "payments": "[@payment]",
        "activated": "bool",
        "additionalData": "any",
    },
    "payment": {
        "id": "str",
        "receivedDate": "time",
        "value": "money",
        "fee": "money",
        "status": "=Invalid|Processing|Settled",
        "destination": "str",
    },
}
