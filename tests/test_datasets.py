"""Installing the morphological database: from what people have at hand, whole or not at all."""

import zipfile

import pytest

from newsetl import datasets as module
from newsetl.arabic.morphology import tier
from newsetl.arabic.morphology_database import RELATIVE
from newsetl.datasets import DataError, datasets, install_morphology
from tests.arabic.morphology_db import install, write_database


@pytest.fixture(params=["file", "folder", "zip"])
def given(request, tmp_path):
    """The database as a file, a data folder of camel-tools, and a zip of the package."""
    if request.param == "file":
        return write_database(tmp_path / "given" / "some.db")
    database = install(tmp_path / "given")
    if request.param == "folder":
        return tmp_path / "given"
    with zipfile.ZipFile(tmp_path / "given.zip", "w") as archive:
        archive.write(database, "calima-msa-r13/morphology.db")
        archive.writestr("calima-msa-r13/LICENSE", "the licence")
    return tmp_path / "given.zip"


def test_from_what_is_at_hand(settings, given):
    assert [dataset.state for dataset in datasets(settings)] == ["possible"]
    said = []
    assert install_morphology(settings, given, said.append)
    assert "licence GPL v2, 40 MB" in said[0]
    [dataset] = datasets(settings)
    assert (dataset.state, dataset.path) == ("installed", settings.camel_path / RELATIVE)
    if given.suffix == ".zip":
        assert (settings.camel_path / RELATIVE).with_name("LICENSE").read_text() == "the licence"
    assert not install_morphology(settings, given), "the same again changes nothing"
    assert not (settings.camel_path / ".install").exists()


def test_another_one_replaces_the_first(settings, tmp_path):
    install_morphology(settings, write_database(tmp_path / "a.db"))
    before = tier(settings).database
    assert install_morphology(settings, write_database(tmp_path / "b.db", extra="كتاب"))
    assert tier(settings).database != before


@pytest.mark.parametrize("what", ["broken", "missing", "empty folder", "two"])
def test_what_cannot_be_used_leaves_the_old_one(settings, tmp_path, what):
    install_morphology(settings, write_database(tmp_path / "good.db"))
    before = tier(settings).database
    source = tmp_path / what
    if what == "broken":
        source.write_text("###DEFINES###\nnonsense\n")
    elif what != "missing":
        source.mkdir()
        for name in ("a.db", "b.db") if what == "two" else ():
            write_database(source / name)
    with pytest.raises(DataError, match=what):
        install_morphology(settings, source)
    assert tier(settings).database == before


def test_offline_it_is_said_what_to_do(settings, monkeypatch):
    offline = "import socket\ndef no(*a, **k): raise OSError('offline')\nsocket.getaddrinfo = no\n"
    monkeypatch.setattr(module, "_DOWNLOAD", offline + module._DOWNLOAD)
    with pytest.raises(DataError) as refused:
        install_morphology(settings)
    assert "--from PATH" in str(refused.value)
    assert str(settings.camel_path / RELATIVE) in str(refused.value)
    assert not tier(settings).active


def test_what_the_downloader_brought_is_taken_with_its_catalogue(settings, tmp_path, monkeypatch):
    database = install(tmp_path / "server")
    downloader = (
        "import os, pathlib, shutil, sys\nroot = pathlib.Path(os.environ['CAMELTOOLS_DATA'])\n"
        f"target = root / {str(RELATIVE)!r}\ntarget.parent.mkdir(parents=True)\n"
        f"shutil.copy({str(database)!r}, target)\n"
        "(root / 'catalogue.json').write_text(sys.argv[1])\n"
    )
    monkeypatch.setattr(module, "_DOWNLOAD", downloader)
    assert install_morphology(settings)
    assert tier(settings).active
    assert (settings.camel_path / "catalogue.json").read_text() == "morphology-db-msa-r13"
    assert not install_morphology(settings), "what is there is not fetched again"
