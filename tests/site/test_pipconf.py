"""pip's configuration reaches uv."""

from pathlib import Path

from wanghuo.site.cli.pipconf import files, settings, uv_environment


def conf(folder: Path, text: str) -> Path:
    path = folder / "pip.conf"
    path.write_text(text)
    return path


def test_files_then_environment(tmp_path: Path) -> None:
    path = conf(
        tmp_path,
        "[global]\nindex-url = https://a/simple\n[install]\nfind_links = /one\n  /two\n[list]\nx = 1\n",
    )
    found = settings({"PIP_INDEX_URL": "https://b/simple"}, [path])
    assert found == {"index-url": "https://b/simple", "find-links": "/one\n/two"}


def test_all_that_uv_can_be_told(tmp_path: Path) -> None:
    path = conf(
        tmp_path,
        "[global]\nindex-url = https://a/simple\nextra-index-url = https://b/simple\n  https://c/simple\n"
        "find-links = /one /two\ntrusted-host = a\n  b\ncert = /ca.pem\nproxy = http://p:3128\ntimeout = 90\nno-index = true\n",
    )
    assert uv_environment({}, [path]) == {
        "UV_DEFAULT_INDEX": "https://a/simple",
        "UV_INDEX": "https://b/simple https://c/simple",
        "UV_FIND_LINKS": "/one,/two",
        "UV_INSECURE_HOST": "a b",
        "UV_NO_INDEX": "1",
        "SSL_CERT_FILE": "/ca.pem",
        "HTTP_PROXY": "http://p:3128",
        "HTTPS_PROXY": "http://p:3128",
        "UV_HTTP_TIMEOUT": "90",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_what_was_told_to_uv_itself_stays(tmp_path: Path) -> None:
    path = conf(tmp_path, "[global]\nindex-url = https://a/simple\nproxy = http://p\n")
    given = uv_environment({"UV_INDEX_URL": "https://mine", "https_proxy": "http://mine"}, [path])
    assert "UV_DEFAULT_INDEX" not in given and "HTTPS_PROXY" not in given
    assert given["HTTP_PROXY"] == "http://p"


def test_damaged_files_are_passed_over(tmp_path: Path) -> None:
    path = conf(tmp_path, "index-url = no section\n")
    assert settings({}, [path, tmp_path / "missing"]) == {}


def test_pip_config_file_can_switch_all_off() -> None:
    assert files({"PIP_CONFIG_FILE": "/dev/null"}) == []
    assert files({"HOME": "/h", "PIP_CONFIG_FILE": "/mine"})[-1] == Path("/mine")
