"""Who may do what in Elasticsearch: one key for each service, one login for people, each with no more than it needs."""

from pathlib import Path
from typing import Any

from elasticsearch import AuthenticationException, Elasticsearch

from newsetl.setup.files import write_file

Json = dict[str, Any]

READER = "newsetl_reader"
KEY_FILE = "newsetl_index_api_key"
"""Named as the setting, so that NEWSETL_SECRETS_DIR finds it."""


def privileges() -> dict[str, list[str]]:
    """Index privileges by key name. ``pipeline`` may not create, close or delete an index: ``rebuild`` may.

    (Elasticsearch 9 lets ``write``, and ``index`` too, add fields to a mapping; it says that 10 will not.)
    """
    reading = ["read", "view_index_metadata"]
    writing = [*reading, "write", "maintenance"]
    return {"pipeline": writing, "page": reading, "rebuild": [*writing, "create_index", "manage"]}


def role_descriptor(alias: str, name: str) -> Json:
    """The one role of a key, over the alias and the numbered indices behind it."""
    grants: Json = {"names": [alias, f"{alias}-0*"], "privileges": privileges()[name]}
    return {"cluster": [], "indices": [grants]}


def ensure_key(admin: Elasticsearch, address: str, ca_certs: Path | None, alias: str, name: str, folder: Path) -> bool:
    """Have a working key in ``folder``; returns whether it was made now. Others of its name are withdrawn then."""
    file = folder / KEY_FILE
    wanted = {name: role_descriptor(alias, name)}
    owned = f"newsetl-{alias}-{name}"
    if file.exists() and (id_ := _key_id(address, ca_certs, file.read_text().strip(), owned)):
        # Rights are compared by Elasticsearch: the same ones change nothing.
        admin.security.update_api_key(id=id_, role_descriptors=wanted)
        return False
    admin.security.invalidate_api_key(name=owned)
    made = admin.security.create_api_key(name=owned, role_descriptors=wanted, metadata={"made_by": "newsetl setup"})
    write_file(file, str(made["encoded"]).encode())
    return True


def _key_id(address: str, ca_certs: Path | None, encoded: str, owned: str) -> str | None:
    """The id of a key that this server knows under our name."""
    options: Json = {"ca_certs": str(ca_certs)} if ca_certs else {}
    if not encoded:
        return None
    with Elasticsearch(address, api_key=encoded, **options) as client:
        try:
            said = client.security.authenticate()
        except AuthenticationException:
            return None
    key = said.get("api_key", {})
    return str(key["id"]) if key.get("name") == owned else None


def ensure_reader(admin: Elasticsearch, alias: str, password: str) -> None:
    """The login for people: searches the index in Kibana, changes neither index nor saved objects."""
    grants = [{"names": [alias, f"{alias}-0*"], "privileges": ["read", "view_index_metadata"]}]
    kibana = {
        "application": "kibana-.kibana",
        "privileges": ["feature_discover_v2.read", "feature_dashboard_v2.read", "feature_visualize_v2.read"],
        "resources": ["*"],
    }
    admin.security.put_role(name=READER, indices=grants, applications=[kibana])
    admin.security.put_user(username=READER, password=password, roles=[READER], full_name="newsetl reader")


def set_kibana_password(admin: Elasticsearch, password: str) -> None:
    """The password of ``kibana_system``, by which Kibana itself logs in."""
    admin.security.change_password(username="kibana_system", password=password)
