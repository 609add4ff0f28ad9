"""What a project needs around its code: workflows, issue forms, citation, metadata, changelog, packages."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.sessions import ROOT

import autograd_cli
from autograd_cli import __version__

METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "vendor.github-issue-forms": [ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml" for name in ("bug", "idea")],
    "vendor.github-issue-config": [ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.dependabot": [ROOT / ".github" / "dependabot.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}


def run(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False, cwd=ROOT
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_of_the_forge_follow_their_schemas(schema: str) -> None:
    status, printed = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *SCHEMAS[schema])
    assert status == 0, printed


def test_workflows_pass_a_linter_without_a_network() -> None:
    linter = Path(sys.executable).with_name("zizmor")
    if not linter.exists():
        pytest.skip("zizmor is not installed")
    status, printed = run(linter, "--offline", "--no-progress", "--strict-collection", ROOT / ".github")
    assert status == 0, printed


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_commands_of_the_workflows_are_shell(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    single = re.findall(r"^ *(?:- )?run: (?!\|)(.+)$", text, re.MULTILINE)
    blocks = [block.replace("\n          ", "\n") for block in re.findall(r"run: \|\n((?: {10}.*\n)+)", text)]
    assert single
    for command in [*single, *blocks]:
        assert subprocess.run(["bash", "-n", "-c", command], check=False).returncode == 0, command


def test_workflows_test_every_python_that_the_metadata_name() -> None:
    classifiers = METADATA["project"]["classifiers"]
    named = [each.rpartition(" ")[2] for each in classifiers if re.fullmatch(r".*:: Python :: 3\.\d+", each)]
    tested = re.search(r"python: (\[.*\])", (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    assert tested is not None
    assert re.findall(r'"(.*?)"', tested[1]) == named
    assert METADATA["project"]["requires-python"] == f">={named[0]}"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_what_the_pages_of_the_project_name_exists(page: str) -> None:
    """Links, and files in code type; a name in capitals stands for many."""
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    paths = re.findall(r"[`\s]((?:src|scripts|tests|docs|samples|grammar|\.ci)/[\w./-]*)", text)
    named = [path for path in [*links, *paths] if not re.search(r"[A-Z]{4}", path)]
    assert [path for path in named if not (ROOT / path.partition("#")[0]).exists()] == []


def test_citation_has_the_version() -> None:
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_changelog_begins_with_the_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == __version__


def test_source_distribution_has_every_tracked_file() -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a clone")
    included = METADATA["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    tracked = run("git", "ls-files")[1].split("\n")[:-1]
    # hatchling adds these by itself.
    taken = {*included, "pyproject.toml", ".gitignore"}
    assert [path for path in tracked if path.partition("/")[0] not in taken] == []
    assert [name for name in included if not (ROOT / name).exists()] == []


def test_nothing_is_required_that_the_extra_all_lacks() -> None:
    extras = METADATA["project"]["optional-dependencies"]
    assert extras["all"] == [f"autograd-cli[{','.join(sorted(extras.keys() - {'all', 'test'}))}]"]


def test_public_names_are_offered_for_completion() -> None:
    assert {*autograd_cli.__all__} <= {*dir(autograd_cli)}
