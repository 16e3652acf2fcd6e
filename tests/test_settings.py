"""Settings: what people may write, what they are told when it cannot work, and what is never repeated to them."""

import pytest

from newsetl.lake import Lake
from newsetl.settings import Settings, SettingsError, file_url_path, get_settings, location_without_credentials


@pytest.fixture
def from_environment(settings, monkeypatch, tmp_path):
    """The settings of an environment."""
    monkeypatch.chdir(tmp_path)

    def read(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        return get_settings()

    yield read
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("localhost", ["localhost"]),
        ("localhost, 127.0.0.1:8000,", ["localhost", "127.0.0.1:8000"]),
        ("[::1]:80", None),
        ('["localhost", "[::1]:80"]', ["localhost", "[::1]:80"]),
        ("", []),
    ],
)
def test_hosts_are_a_comma_separated_or_a_json_list(from_environment, written, hosts):
    if hosts is None:
        with pytest.raises(SettingsError, match=r"NEWSETL_ALLOW_HOSTS=.*no JSON list"):
            from_environment(NEWSETL_ALLOW_HOSTS=written)
    else:
        assert from_environment(NEWSETL_ALLOW_HOSTS=written).allow_hosts == hosts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSETL_FETCH_RETRIES", "x"),
        ("NEWSETL_FETCH_TIMEOUT", "-1"),
        ("NEWSETL_ALLOW_HOSTS", "[1]"),
        ("NEWSETL_ALLOW_HOSTS", '["a'),
        ("NEWSETL_GAZETTEER", "/nosuch"),
    ],
)
def test_a_setting_that_cannot_work_is_named_in_one_line(from_environment, name, value):
    with pytest.raises(SettingsError) as caught:
        from_environment(**{name: value})
    assert str(caught.value).startswith(f"{name}=")
    assert "\n" not in str(caught.value)


def test_every_bad_setting_is_named_at_once(from_environment):
    with pytest.raises(SettingsError, match=r"NEWSETL_FETCH_RETRIES=x.*NEWSETL_LOCK_TIMEOUT=y"):
        from_environment(NEWSETL_FETCH_RETRIES="x", NEWSETL_LOCK_TIMEOUT="y")


def test_an_empty_variable_is_as_good_as_none(from_environment):
    read = from_environment(NEWSETL_FETCH_RETRIES="", NEWSETL_GAZETTEER="")
    assert (read.fetch_retries, read.gazetteer) == (3, None)


def test_an_env_file_that_is_no_text_is_told(from_environment, tmp_path):
    (tmp_path / ".env").write_bytes(b"NEWSETL_CONTACT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        from_environment()


def test_a_named_gazetteer_folder_may_lie_in_the_home_folder(from_environment, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "names").mkdir()
    assert from_environment(NEWSETL_GAZETTEER="~/names").gazetteer_path == tmp_path / "names"


def test_the_default_gazetteer_folder_need_not_be_there(settings):
    assert not settings.gazetteer_path.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://KEY:SECRET@bucket/x", "s3://bucket/x"),
        ("s3://KEY:SEC/RET@bucket/x", "s3://bucket/x"),
        ("s3://bucket/x?secret=SECRET", "s3://bucket/x"),
        ("KEY:SECRET@bucket", "bucket"),
        ("KEY:SECRET@x://y", "x://y"),
        ("s3://bucket/news", "s3://bucket/news"),
        ("/folder", "/folder"),
    ],
)
def test_a_location_is_printed_without_its_secrets(url, shown):
    assert location_without_credentials(url) == shown


@pytest.mark.parametrize("url", ["s3://KEY:SEC/RET@bucket/x", "file://KEY:SEC/RET@bucket/x", "s3://KEY:SEC/RET@[::1/x"])
def test_no_message_repeats_a_secret(url):
    with pytest.raises(SettingsError) as caught:
        Lake.from_settings(Settings(_env_file=None, lake_url=url))
    assert not [secret for secret in ("KEY", "SEC", "RET") if secret in str(caught.value)]


def test_a_url_of_no_form_is_no_traceback():
    with pytest.raises(SettingsError, match="is no URL"):
        file_url_path("http://[::1")
