"""Write ``.env`` for docker-compose.yml with generated secrets: ``python tools/make_env.py [FILE]``.

What the file has is never changed; a variable that a newer compose file wants is added. Needs Python alone.
"""

import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path


def password() -> str:
    """Fit for URLs, YAML and shells as it is."""
    return secrets.token_hex(24)


def fernet() -> str:
    """32 bytes as Fernet wants them."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


SECRETS: dict[str, Callable[[], str]] = {
    "ELASTIC_PASSWORD": password,
    "KIBANA_PASSWORD": password,
    "READER_PASSWORD": password,
    "KIBANA_ENCRYPTION_KEY": password,
    "POSTGRES_PASSWORD": password,
    "AIRFLOW_ADMIN_PASSWORD": password,
    "AIRFLOW_FERNET_KEY": fernet,
    "AIRFLOW_API_SECRET_KEY": password,
    "AIRFLOW_JWT_SECRET": lambda: secrets.token_hex(48),
}


def main(arguments: list[str]) -> int:
    """Exit code 0; says which variables were made, never their values."""
    file = Path(arguments[0] if arguments else ".env")
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.close(handle)
    except FileExistsError:
        file.chmod(0o600)
    before = file.read_text("utf-8")
    pairs = (line.removeprefix("export ").partition("=") for line in before.splitlines())
    known = {name.strip() for name, _, value in pairs if value.strip()}  # Compose takes an empty one for missing
    missing = [name for name in SECRETS if name not in known]
    with file.open("a", encoding="utf-8") as written:
        if before and not before.endswith("\n"):
            written.write("\n")
        written.writelines(f"{name}={SECRETS[name]()}\n" for name in missing)
    print(f"{file}: made {', '.join(missing)}" if missing else f"{file}: kept as it is")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
