"""A certificate authority of the installation's own, and a certificate for each server."""

import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from newsetl.setup.files import PUBLIC_MODE, write_file

CA_DAYS = 3650
NODE_DAYS = 825
RENEW_DAYS = 30
"""A certificate with less than this left is made anew."""


def make_certificates(ca_folder: Path, folder: Path, node: str, names: Sequence[str]) -> bool:
    """Make ``ca.key`` and ``ca.crt`` in ``ca_folder``; ``ca.crt``, ``NODE.crt`` and ``NODE.key`` in ``folder``.

    ``names``: DNS names and addresses that the server answers to. Good ones that are there are kept; returns whether
    the server's was made anew (the server has to be told).
    """
    ca_key, ca = _authority(ca_folder)
    write_file(folder / "ca.crt", _pem(ca), PUBLIC_MODE)
    if _still_good(folder, node, names, ca):
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(node, ca.subject, NODE_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Nodes of one cluster are each other's clients too.
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    # The key first: a certificate without its key would be kept by the next run.
    write_file(folder / f"{node}.key", _private_pem(key))
    write_file(folder / f"{node}.crt", _pem(certificate), PUBLIC_MODE)
    return True


def _authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_file, file = folder / "ca.key", folder / "ca.crt"
    with suppress(FileNotFoundError, ValueError, TypeError):  # missing or spoilt: made anew
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        ca = x509.load_pem_x509_certificate(file.read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey) and ca.public_key() == key.public_key() and _has_time(ca):
            return key, ca
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "newsetl CA")])
    ca = (
        _builder("newsetl CA", name, CA_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_ca_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_file(key_file, _private_pem(key))
    write_file(file, _pem(ca), PUBLIC_MODE)
    return key, ca


def _still_good(folder: Path, node: str, names: Sequence[str], ca: x509.Certificate) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{node}.crt").read_bytes())
        key = serialization.load_pem_private_key((folder / f"{node}.key").read_bytes(), None)
        certificate.verify_directly_issued_by(ca)
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    same_key = key.public_key() == certificate.public_key()
    return same_key and _has_time(certificate) and list(named) == [_general_name(name) for name in names]


def _has_time(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)


def _builder(subject: str, issuer: x509.Name, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        # Clocks of two machines differ.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
    )


def _ca_usage() -> x509.KeyUsage:
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    off = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **off)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    # PKCS #8: the only form that Elasticsearch and Kibana both read.
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
