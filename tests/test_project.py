"""The project's own promises: what the documents say is so, what a wheel holds, how big modules are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import click
import grimp
import pytest
import yaml
from msgspec import inspect

from auditor import __version__
from auditor.cli import exit_codes, verbs
from auditor.cli.run import command as run
from auditor.configuration import READ, Configuration, Organisation, Selector
from auditor.errors import AuditorError, LockedError
from auditor.outputs import OUTPUTS, table
from auditor.providers import INSTALLED
from auditor.shipped import shipped
from benchmarks.help import cost

ROOT = Path(__file__).resolve().parents[1]
README, USAGE = ((ROOT / name).read_text() for name in ("README.md", "docs/usage.md"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
MODULES = sorted((ROOT / "auditor").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def shell_lines(text: str) -> list[str]:
    """The commands of a document's sh blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_readme_has_exactly_two_setup_commands() -> None:
    """One ends with a report, one with the tests passed; each is a line to copy."""
    setup = [line for line in shell_lines(README) if "venv" in line]
    assert len(setup) == 2
    assert setup[0].endswith("auditor demo")
    assert setup[1].endswith(".ci/check")
    assert (ROOT / ".ci/check").stat().st_mode & 0o111


def test_readme_and_usage_have_the_exit_codes() -> None:
    """The table of the help, both documents."""
    for text in (README, USAGE):
        assert all(f"\n| {code} | " in text for code, _ in exit_codes())
    assert {"2", "75"} == {str(AuditorError.exit_code), str(LockedError.exit_code)}


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented(verb: str) -> None:
    """A verb that is not in docs/usage.md does not exist."""
    assert f"`auditor {verb}" in USAGE


def test_every_command_in_the_documents_exists() -> None:
    """No document tells of a verb that is not there."""
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/fr").glob("*.md")):
        named = set(re.findall(r"(?:`|^|bin/|&& )auditor ([a-z]+)", path.read_text(), flags=re.MULTILINE))
        assert named <= {*verbs()}, path


def test_every_option_of_run_is_documented() -> None:
    """And so is every format."""
    options = [name for parameter in run.params if isinstance(parameter, click.Option) for name in parameter.opts if name.startswith("--")]
    assert all(f"{option}" in USAGE for option in options)
    assert f"--format {','.join(OUTPUTS)}`" in USAGE
    assert table() in (ROOT / "docs/outputs.md").read_text()


def undocumented(kind: type) -> list[str]:
    """The keys of a shape that docs/usage.md does not name."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType | inspect.TypedDictType)
    return [field.encode_name for field in described.fields if field.name not in READ and f"`{field.encode_name}" not in USAGE]


@pytest.mark.parametrize("kind", [Configuration, Organisation, Selector, *(one.options for one in INSTALLED.values())])
def test_every_configuration_key_is_documented(kind: type) -> None:
    """docs/usage.md names each key that auditor.yaml may hold."""
    assert not undocumented(kind)


def test_example_configuration_of_the_documents_loads(tmp_path: Path) -> None:
    """What docs/usage.md shows can be copied."""
    from auditor.configuration import load_configuration
    from auditor.providers import INSTALLED

    evidence, example = re.findall(r"```yaml\n(.*?)```", USAGE, flags=re.DOTALL)
    (tmp_path / "evidence.yaml").write_text(evidence)
    (tmp_path / "auditor.yaml").write_text(re.sub(r"^evidence:.*\n", "", example, flags=re.MULTILINE) + "evidence: evidence.yaml\n")
    known = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert known.allowed_countries == ("FR",)
    assert [proof.label for proof in known.known.labels] == ["hds", "siaf"]


def test_the_french_example_loads(tmp_path: Path) -> None:
    """So can what docs/fr/configurer.md shows."""
    from auditor.configuration import load_configuration

    example, evidence = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/fr/configurer.md").read_text(), flags=re.DOTALL)
    (tmp_path / "evidence.yaml").write_text(evidence)
    (tmp_path / "auditor.yaml").write_text(example)
    known = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert [entry["id"] for entry in known.accounts] == ["aws-ville", "azure-ville"]
    assert len(known.known.answers) == len(known.known.safeguards) == 1


def test_links_between_documents_lead_somewhere() -> None:
    """Files of the project, that is; no test looks at the network."""
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/fr").glob("*.md")):
        for target in re.findall(r"(?<!!)\]\((?!https?://)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), (path, target)


def test_modules_are_short() -> None:
    """No module over 400 lines; half of them under 120."""
    lengths = sorted(len(path.read_text().splitlines()) for path in MODULES)
    assert lengths[-1] <= 400, max(MODULES, key=lambda path: len(path.read_text().splitlines()))
    assert lengths[len(lengths) // 2] <= 120


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function of a file."""
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def test_functions_are_short() -> None:
    """None over 60 lines, nine in ten within 35."""
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for path in MODULES for node in functions(path))
    assert lengths[-1] <= 60
    assert lengths[int(len(lengths) * 0.9)] <= 35


def test_every_test_says_what_it_holds() -> None:
    """And asserts it, or expects an error."""
    for path in TESTS:
        for node in functions(path):
            if node.name.startswith("test_"):
                assert ast.get_docstring(node), f"{path}: {node.name} has no docstring"
                text = ast.unparse(node)
                assert re.search(r"\bassert |pytest\.raises|\bcheck_|\bassert_|\bpromise\(", text), f"{path}: {node.name} asserts nothing"


def test_nothing_is_left_undone() -> None:
    """No marker of unfinished work, no blanket except."""
    undone = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XXX)\b|raise NotImplemented|except(\s+(Base)?Exception\b.*)?:")
    found = [(path, line) for path in MODULES for line in path.read_text().splitlines() if undone.search(line)]
    assert not found


def test_one_tree_of_errors() -> None:
    """Every error class of the package is in errors.py."""
    bases = re.compile(r"^class \w+\((\w*Error|Exception|AuditorError)\b", re.MULTILINE)
    assert [path.name for path in MODULES if bases.search(path.read_text())] == ["errors.py"]


def test_import_layers_hold() -> None:
    """Data goes one way, and SDKs stay where they belong."""
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def called_for(module: str) -> Iterator[str]:
    """The modules of ours that a module imports by a name it hands to a function: lazily, where an SDK may be missing."""
    path = ROOT / module.replace(".", "/")
    tree = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        names = (str(given.value) for given in call.args if isinstance(given, ast.Constant))
        yield from (name for name in names if name.startswith("auditor."))


def test_what_mypy_skips_is_imported_by_nobody_here() -> None:
    """Its types would be none in silence."""
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["overrides"]
    skipped, followed = (
        [name for one in overrides if one.get("follow_imports") == how for name in one["module"]] for how in ("skip", "normal")
    )
    assert {"moto.*", "PIL.*"} <= {*skipped}
    for folder in ("auditor", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text("utf-8"), re.MULTILINE):
                assert not within(name, skipped) or within(name, followed), f"{path}: {name}"


def within(name: str, patterns: list[str]) -> bool:
    """Whether mypy takes a module for one of these."""
    return any(name == one.removesuffix(".*") or (one.endswith("*") and name.startswith(one[:-1])) for one in patterns)


def test_no_circle_of_imports() -> None:
    """Neither at the top of modules, nor inside functions, nor for the types alone, nor through a module that is called for by name."""
    graph = grimp.build_graph("auditor")
    imported = {module: {*graph.find_modules_directly_imported_by(module), *called_for(module)} for module in graph.modules}
    assert {"auditor.providers.azure.arm", "auditor.providers.azure.source"} <= imported.keys()
    assert "auditor.providers.http" in imported["auditor.providers.thin"]
    TopologicalSorter(imported).prepare()  # CycleError names the circle


def test_a_circle_is_seen() -> None:
    """What the search stands on says of a circle which one it is."""
    with pytest.raises(CycleError, match="'a', 'b', 'a'"):
        TopologicalSorter({"a": ["b"], "b": ["a"]}).prepare()


def test_core_install_is_light() -> None:
    """No SDK, no emulator and no developer's tool among the plain dependencies."""
    names = {re.split(r"[<>=\[ ]", name)[0] for name in PROJECT["project"]["dependencies"]}
    assert names == {"click", "isodate", "jinja2", "msgspec", "python-calamine", "python-dateutil", "python-stdnum", "pyyaml", "sqlalchemy"}


def test_wheel_holds_rules_reports_and_translations(tmp_path: Path) -> None:
    """Installed elsewhere, the auditor finds all it needs."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {*archive.namelist()}
        archive.extractall(tmp_path / "site")
    for folder in ("rules", "reports"):
        here = {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {f"auditor/_shipped/{folder}/{name}" for name in here if "__pycache__" not in name} <= held
    assert {"auditor/locale/fr/LC_MESSAGES/auditor.mo", "auditor/reference/facts.yaml", "auditor/cli/init.fr.yaml"} <= held
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in held)
    look = "from auditor.shipped import shipped; print(shipped('rules'))"
    answer = subprocess.run([sys.executable, "-c", look], cwd=tmp_path / "site", capture_output=True, text=True, check=True)
    assert Path(answer.stdout.strip()) == tmp_path / "site/auditor/_shipped/rules"


def test_checkout_finds_its_rules_beside_the_package() -> None:
    """A copy left inside the package would hide an edit."""
    assert shipped("rules") == ROOT / "rules"


def test_publiccode_is_what_the_catalogue_asks_for() -> None:
    """The mandatory keys of publiccode.yml 0.4, and the version and licence of this project."""
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType", "description"}
    assert {*mandatory, "legal", "maintenance", "localisation"} <= code.keys()
    assert (code["softwareVersion"], code["legal"]["license"]) == (__version__, PROJECT["project"]["license"])
    for words in code["description"].values():
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert len(words["shortDescription"]) <= 150
        assert all(len(feature) <= 100 for feature in words["features"])


def test_licence_is_whole() -> None:
    """Apache-2.0, to its last paragraph."""
    text = (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text
    assert "limitations under the License." in text


def test_changelog_has_what_is_not_released_yet() -> None:
    """Keep a Changelog, with a section for rules."""
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in text
    assert "### Rules" in text


def test_benchmark_of_help_measures_a_process() -> None:
    """The figures it prints are those of the process it starts."""
    cpu, memory = cost(sys.executable, "-c", "bytearray(30_000_000)")
    assert cpu > 0
    assert memory > 30
