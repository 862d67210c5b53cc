"""What goes out to a provider goes by the way that is set, to who can prove that they are that provider, and not in step with others."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from contributions.providers.benches import BENCHES, order
from simulators.payment_http import Told
from simulators.socks import SocksProxy
from tamizdat.contributions import outcomes
from tamizdat.contributions.interfaces import Hook, ProviderFault
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.settings import BtcpaySettings, GivingSettings, PayPalSettings, StripeSettings

HOSTS = ("api.stripe.com", "api-m.paypal.com", "api.paypal.com", "btcpay.courier.example")
SETTINGS = {
    "stripe": StripeSettings(key="sk_test_0123456789", hook_secret="whsec_0123456789"),
    "paypal": PayPalSettings(id="A" * 24, secret="S" * 24, hook="8PT59", url="https://api-m.paypal.com"),
    "btcpay": BtcpaySettings(url="https://btcpay.courier.example", store="store", key="k" * 24, hook_secret="h" * 12),
}


class Impostor(ThreadingHTTPServer):
    """Says that it is every provider, with a certificate of its own making. *heard*: what it was told all the same."""

    daemon_threads = True

    def __init__(self, certificate: str, key: str) -> None:
        self.heard: list[str] = []
        super().__init__(("127.0.0.1", 0), _Hears)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address) -> None:
        """Whoever does not believe it hangs up."""


class _Hears(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.heard.append(self.path)

    def do_GET(self) -> None:
        self.do_POST()


@pytest.fixture
def impostor(tmp_path) -> Iterator[Impostor]:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=x"]
    subprocess.run([*made, "-addext", f"subjectAltName={names}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    with Impostor(certificate, key) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", SETTINGS)
def test_all_go_out_through_the_proxy_alone_and_tell_nothing_to_an_impostor(impostor, name):
    """By the proxy, which looks the names up itself; and whoever answers there with a certificate of their own hears no word."""
    proxy = SocksProxy(dict.fromkeys(HOSTS, impostor.server_address))
    giving = GivingSettings(names=(name,), proxy=f"socks5://127.0.0.1:{proxy.port}", **{name: SETTINGS[name]})
    provider = from_settings._MAKERS[name](giving)
    with pytest.raises(ProviderFault) as caught:
        provider.start(order(provider), key="k")
    assert caught.value.outcome == "retry" and "could not be reached" in str(caught.value)
    if name == "paypal":
        with pytest.raises(ProviderFault):
            provider.read_hook(signed_by_paypal())
    provider.close()
    proxy.close()
    assert {port for _, port in proxy.asked} == {443} and {host for host, _ in proxy.asked} <= set(HOSTS) & set(provider.hosts())
    assert len(proxy.asked) == (2 if name == "paypal" else 1) and impostor.heard == []


def signed_by_paypal() -> Hook:
    """A hook whose certificate lies at PayPal's, as far as it says."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    said = {
        "paypal-auth-algo": "SHA256withRSA",
        "paypal-cert-url": "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-5b58d6a7",
        "paypal-transmission-id": "1",
        "paypal-transmission-sig": "AAAA",
        "paypal-transmission-time": "2026-11-23T12:00:00Z",
    }
    return Hook(id="h", name="paypal", headers=said, body=b"{}", received=now)


@pytest.mark.parametrize("name", ["stripe", "paypal", "btcpay", "local"])
def test_a_redirect_leads_nobody_anywhere(name):
    with BENCHES[name]() as bench:
        bench.simulator.fail(Told(307, b"", {"Location": f"{bench.simulator.base}/elsewhere"}), at=bench.writes)
        with pytest.raises(ProviderFault):
            bench.provider.start(order(bench.provider), key="k")
        assert not [asked for asked in bench.simulator.requests if "elsewhere" in asked.path]


def test_tries_grow_apart_up_to_an_hour_and_no_two_march_in_step():
    soonest = [outcomes.pause(tries, lambda: 0.0) for tries in range(1, 15)]
    latest = [outcomes.pause(tries, lambda: 1.0) for tries in range(1, 15)]
    assert latest[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)] and latest[-1] == timedelta(hours=1)
    assert all(timedelta(0) < first < last for first, last in zip(soonest, latest, strict=True))
    assert soonest == sorted(soonest) and len({outcomes.pause(9) for _ in range(20)}) > 10
