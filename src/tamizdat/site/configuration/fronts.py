"""What stands in front: nginx for the gate and the edition, Tor for onion addresses.

Promises: no access log, no request in a temporary file, no word about who came; the gate's own headers go through unchanged.
"""

from urllib.parse import urlsplit

from tamizdat.gate.connection import LARGEST_FORM
from tamizdat.sealed.hooks import LARGEST_BODY
from tamizdat.sealed.poll import LARGEST_REQUEST
from tamizdat.site.conf import Conf

_BODIES = (("/", LARGEST_FORM), ("/hooks/", LARGEST_BODY), ("/newsroom/poll", LARGEST_REQUEST))
"""Where something is posted at the gate, and how many bytes it may have there: what one process takes, the one before it must let by."""


def nginx(settings: Conf, site: str) -> str:
    """Return nginx's servers for the edition at *site* (host name) and the gate at its public address."""
    gate = urlsplit(settings.mail.gate_url).hostname or "gate.example"
    places = "".join(
        f"""    location {place} {{
        client_max_body_size {most // 1024}k;
        client_body_buffer_size {most // 1024}k;
        proxy_pass http://tamizdat_gate;
    }}
"""
        for place, most in _BODIES
    )
    return f"""# Nobody's visit is noted, neither here nor in the error log
server {{
    listen 443 ssl http2;
    server_name {site};
{_certificate(site)}
    access_log off;
    error_log /dev/null crit;
    root {settings.home}/press/edition;
    gzip_static on;
    add_header Access-Control-Allow-Origin *;
    location / {{ try_files $uri $uri/index.html =404; }}
}}

upstream tamizdat_gate {{ server 127.0.0.1:{settings.gate_port}; }}
server {{
    listen 443 ssl http2;
    server_name {gate};
{_certificate(gate)}
    access_log off;
    error_log /dev/null crit;
    # What is posted stays in memory on its way
    client_body_in_file_only off;
    client_body_timeout 30s;
    proxy_http_version 1.1;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For "";
    # For TAMIZDAT_GATE_CLIENT_HEADER=x-real-ip: looked up in the gate's table of networks, and forgotten.
    proxy_set_header X-Real-IP $remote_addr;
    proxy_read_timeout 40s;
{places}}}
"""


def _certificate(host: str) -> str:
    """Return the lines that name a certificate where certbot keeps it."""
    folder = f"/etc/letsencrypt/live/{host}"
    return f"    ssl_certificate {folder}/fullchain.pem;\n    ssl_certificate_key {folder}/privkey.pem;"


def onion(settings: Conf) -> str:
    """Return the lines of ``torrc`` that give site, gate and newsroom an onion address each."""
    return f"""# Readers
HiddenServiceDir /var/lib/tor/tamizdat-site
HiddenServicePort 80 127.0.0.1:{settings.site_port}

# Readers' forms
HiddenServiceDir /var/lib/tor/tamizdat-gate
HiddenServicePort 80 127.0.0.1:{settings.gate_port}

# Editors: add a file for each under authorized_clients, so that nobody else even finds the log-in
HiddenServiceDir /var/lib/tor/tamizdat-newsroom
HiddenServicePort 80 127.0.0.1:{settings.newsroom_port}
"""
