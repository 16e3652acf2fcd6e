"""docker-compose.yml, read as Compose reads it: what it names exists, what it opens is closed to others."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

REPO = Path(__file__).resolve().parents[2]
FILE = REPO / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?:(:?[-?])([^}]*))?\}|(\w+))")
JOBS = {"certificates", "setup", "kibana-objects", "airflow-init", "rebuild"}
Json = dict[str, Any]


class Unset(ValueError):
    """A variable that must be set is not."""


def resolve(value: Any, env: dict[str, str]) -> Any:
    """Compose's interpolation: ``${X:?why}``, ``${X:-default}``, ``$$``; a bare ``$X`` must be set too."""
    if isinstance(value, dict):
        return {key: resolve(inner, env) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolve(inner, env) for inner in value]
    if not isinstance(value, str):
        return value

    def one(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name = found[1] or found[4]
        if env.get(name) or (name in env and not (found[2] or "").startswith(":")):
            return env[name]
        if found[2] and found[2].endswith("-"):
            return found[3]
        raise Unset(f"{name}: {found[3]}")

    return VARIABLE.sub(one, value)


def load(env: dict[str, str], text: str | None = None) -> Json:
    """The file with variables filled in. Raises ValueError for anything named and not defined."""
    found: Json = resolve(yaml.safe_load(text or FILE.read_text("utf-8")), env)
    services = found["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            if other not in services:
                raise ValueError(f"{name} depends on {other}, which is no service")
            if how["condition"] == "service_healthy" and "healthcheck" not in services[other]:
                raise ValueError(f"{name} waits for the health of {other}, which has no check")
        for network in service.get("networks", []):
            if network not in found["networks"]:
                raise ValueError(f"{name} is in the network {network}, which is not defined")
        for volume in service.get("volumes", []):
            place = volume.split(":")[0]
            if place.startswith((".", "/")):
                if not (REPO / place).exists():
                    raise ValueError(f"{name} mounts {place}, which does not exist")
            elif place not in found["volumes"]:
                raise ValueError(f"{name} mounts the volume {place}, which is not defined")
    return found


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("env") / ".env"
    make_env(file)
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def make_env(file: Path) -> str:
    script = [sys.executable, REPO / "tools/make_env.py", file]
    return subprocess.run(script, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def compose(env: dict[str, str]) -> Json:
    return load(env)


@pytest.fixture(scope="module")
def services(compose: Json) -> dict[str, Json]:
    return dict(compose["services"])


def test_it_keeps_to_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_env_nothing_starts(env: dict[str, str]) -> None:
    for name in env:
        with pytest.raises(Unset, match=f"{name}: run make env"):
            load({key: value for key, value in env.items() if key != name})


@pytest.mark.parametrize(
    ("there", "instead", "message"),
    [
        ("networks: [inside]", "networks: [nowhere]", "network nowhere"),
        ("setup: {condition", "set-up: {condition", "set-up, which is no service"),
        ('"ca:/ca"', '"cab:/ca"', "volume cab"),
        ("./deploy/kibana/kibana.yml", "./deploy/kibana.yml", "does not exist"),
    ],
)
def test_the_loader_notices_what_is_not_defined(env: dict[str, str], there: str, instead: str, message: str) -> None:
    text = FILE.read_text("utf-8")
    assert there in text
    with pytest.raises(ValueError, match=message):
        load(env, text.replace(there, instead))


def test_every_volume_and_network_is_used(compose: Json) -> None:
    text = str(compose["services"])
    assert [name for name in compose["volumes"] if f"'{name}:/" not in text] == []
    assert {network for one in compose["services"].values() for network in one["networks"]} == {*compose["networks"]}


def test_ports_are_open_to_this_machine_alone(services: dict[str, Json]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports.keys() == {"elasticsearch", "kibana", "airflow-apiserver", "search"}
    assert all(port.startswith("127.0.0.1:") for opened in ports.values() for port in opened)
    assert all("network_mode" not in service and "privileged" not in service for service in services.values())
    hosts = [port.split(":")[1] for opened in ports.values() for port in opened]
    assert len(set(hosts)) == len(hosts)


def test_there_are_no_default_passwords(env: dict[str, str]) -> None:
    raw = FILE.read_text("utf-8")
    for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", raw):
        if re.search(r"PASSWORD|KEY|SECRET|TOKEN", name):
            assert rest == ":?run make env", name
            assert name in env
    wanted = set(re.findall(r"\$\{(\w+):\?", raw))
    assert wanted == env.keys()


def test_versions_are_pinned(services: dict[str, Json]) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/]+:\d[\w.-]*", service["image"]), name
    bases = re.findall(r"^FROM (\S+)", (REPO / "deploy/Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert bases
    assert all(re.fullmatch(r"python:3\.12[\w.-]*", base) for base in bases)
    assert services["elasticsearch"]["image"].split(":")[1] == services["kibana"]["image"].split(":")[1]


def test_what_runs_on_is_watched_restarted_and_bounded(services: dict[str, Json]) -> None:
    assert services.keys() >= JOBS
    for name, service in services.items():
        assert service["mem_limit"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        if name in JOBS:
            assert service["restart"] in ("on-failure:3", "no"), name
        else:
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_each_service_has_only_its_own_secrets(services: dict[str, Json]) -> None:
    holders: dict[str, set[str]] = {}
    for name, service in services.items():
        for volume in service.get("volumes", []):
            place, _, mode = volume.partition(":")
            if place.startswith("key-") or place == "ca":
                holders.setdefault(place, set()).add(name)
                assert mode.endswith(":ro") or name in ("setup", "certificates"), volume
    running = {"airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"}
    assert holders == {
        "ca": {"certificates"},
        "key-page": {"setup", "search"},
        "key-pipeline": {"setup", *running},
        "key-rebuild": {"setup", "rebuild"},
    }
    superusers = {name for name, one in services.items() if "ELASTIC_PASSWORD" in one.get("environment", {})}
    assert superusers == {"elasticsearch", "setup", "kibana-objects"}


def test_airflows_services_share_lake_pool_and_keys(services: dict[str, Json]) -> None:
    names = [name for name in services if name.startswith("airflow-")]
    assert len(names) == 5
    common = [
        {key: value for key, value in services[name]["environment"].items() if "ADMIN" not in key} for name in names
    ]
    assert all(one == common[0] for one in common)
    assert common[0]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert common[0]["NEWSETL_INDEX_POOL"] == "newsetl_index"
    assert "airflow pools set newsetl_index 1 " in (REPO / "deploy/airflow-init.sh").read_text("utf-8")
    machines = {
        one.get("NEWSETL_MACHINE") for one in (services[n]["environment"] for n in [*names, "search", "rebuild"])
    }
    assert len(machines) == 1
    assert machines != {None}
    for name in names:
        if name != "airflow-init":
            assert services[name]["depends_on"]["airflow-init"]["condition"] == "service_completed_successfully"


def test_one_service_builds_the_image_and_the_others_wait_for_it(services: dict[str, Json]) -> None:
    ours = {name for name, service in services.items() if service["image"].startswith("newsetl:")}
    assert len(ours) > 5
    assert {name for name in ours if "build" in services[name]} == {"certificates"}
    assert "docker compose build certificates" in (REPO / "Makefile").read_text("utf-8")
    for name in ours:
        assert services[name]["pull_policy"] == "never", name


def test_the_image_has_what_its_services_name(services: dict[str, Json]) -> None:
    text = (REPO / "deploy/Dockerfile").read_text("utf-8")
    copied = {there: here for here, there in re.findall(r"^COPY (?!--from)(\S+) (/\S+)$", text, re.MULTILINE)}
    assert all((REPO / here).exists() for here in copied.values())
    airflow = services["airflow-apiserver"]["environment"]
    for name in ("DAGS_FOLDER", "PLUGINS_FOLDER"):
        assert airflow[f"AIRFLOW__CORE__{name}"] in copied
    commands = str([service.get("command") for service in services.values()])
    for path in re.findall(r"/opt/newsetl/[\w./-]+", commands):
        assert any(path.startswith(there) for there in copied), path
    taken = (REPO / ".dockerignore").read_text("utf-8").splitlines()
    assert all(f"!{here.split('/')[0]}" in taken for here in copied.values())


def test_the_image_runs_as_nobody_in_particular_and_takes_only_what_has_a_hash() -> None:
    text = (REPO / "deploy/Dockerfile").read_text("utf-8")
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["1000:0"]
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert all("--require-hashes" in line or "--no-build-isolation --no-deps ." in line for line in installs)
    lock = (REPO / "requirements/deploy.txt").read_text("utf-8")
    for name in ("apache-airflow", "apache-airflow-providers-fab", "psycopg2-binary", "asyncpg", "hatchling"):
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name


def test_env_is_made_once_for_the_owner_alone_and_only_added_to(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    said = make_env(file)
    made = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    values = [line.split("=", 1)[1] for line in made.splitlines()]
    assert len(set(values)) == len(values)
    assert min(map(len, values)) >= 32
    assert not [value for value in values if value in said]
    assert "kept" in make_env(file)
    assert file.read_text() == made
    file.write_text("ELASTIC_PASSWORD=mine\nES_PORT=9201")
    make_env(file)
    assert file.read_text().startswith("ELASTIC_PASSWORD=mine\nES_PORT=9201\nKIBANA_PASSWORD=")
    file.write_text("ELASTIC_PASSWORD=\n")
    make_env(file)
    assert len(file.read_text().splitlines()[1].removeprefix("ELASTIC_PASSWORD=")) >= 32, "an empty one is none"
    assert not any(name.startswith("NEWSETL_") for name in made.splitlines()), "the command line reads .env too"
