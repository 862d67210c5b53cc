"""Certificates for servers on loopback, signed by an authority that the tests alone trust."""

from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _signed(key, key, x509.BasicConstraints(ca=True, path_length=None))


def certificate(folder: Path, *, address: str = "127.0.0.1") -> tuple[tuple[str, str], str]:
    """Write a certificate for *address* and its key to *folder*; return their paths, and that of the authority's certificate."""
    key, authority = ec.generate_private_key(ec.SECP256R1()), _authority()
    mine = _signed(key, authority[0], x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]))
    files = {"certificate": mine.public_bytes(Encoding.PEM), "authority": authority[1].public_bytes(Encoding.PEM)}
    files["key"] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, data in files.items():
        (folder / f"{name}.pem").write_bytes(data)
    return (str(folder / "certificate.pem"), str(folder / "key.pem")), str(folder / "authority.pem")


def _signed(key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=_name("The tests' authority"),
        subject_name=_name("The tests' authority" if key is by else "A server"),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(hours=1),
        not_valid_after=now + timedelta(days=1),
    )
    return builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints)).sign(by, hashes.SHA256())
