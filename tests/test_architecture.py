"""The contracts of the house: arrows run one way, and the numbers that we hold ourselves to."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.conf import settings
from importlinter.cli import lint_imports

ROOT = Path(settings.BASE_DIR)
LAYERS = ["core", "articles", "newsletter", "home"]  # The lowest first.
SOURCES = ["site/config", "site/core", "articles", "newsletter", "home"]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEMPLATE, LONGEST_BASE_SETTINGS = 350, 50, 100, 300


def modules(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in found if "migrations" not in file.parts)


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def length(file: Path) -> int:
    return len(file.read_text().splitlines())


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# Arrows


def test_imports_run_one_way(monkeypatch, capsys):
    """The contracts stand in pyproject.toml."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", Mock())  # It would silence all other loggers.
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0, capsys.readouterr().out


def test_every_relation_points_to_the_same_layer_or_a_lower_one():
    """Imports do not show a string such as ForeignKey("home.HomePage"), which would be an arrow upward all the same."""
    upward = []
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields(include_parents=False):
                target = getattr(field, "related_model", None)
                if field.auto_created or target is None or isinstance(target, str):
                    continue
                if target._meta.app_label in LAYERS[LAYERS.index(label) + 1 :]:
                    upward.append(f"{label}.{model.__name__}.{field.name} -> {target._meta.label}")
    assert upward == []


def test_no_lower_layer_names_a_higher_one_in_a_string():
    """Page types, tasks and templates are named by strings too."""
    found = []
    for position, label in enumerate(LAYERS[:-1]):
        pattern = re.compile(rf"^(?:{'|'.join(LAYERS[position + 1 :])})\.[\w.]+$")
        for file in modules("site/core" if label == "core" else label):
            found += [f"{relative(file)} {text}" for text in texts(file) if pattern.match(text)]
    allowed = {"home.HomePage"}  # A page type must say which type it stands under.
    assert [line for line in found if line.split()[-1] not in allowed] == []


def texts(file: Path) -> list[str]:
    constants = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]
    return [node.value for node in constants if isinstance(node.value, str)]


def test_settings_are_read_from_django_and_never_imported():
    importers = [
        relative(file) for file in modules("site/core", "articles", "newsletter", "home") if imports_config(file)
    ]
    assert importers == []


def imports_config(file: Path) -> bool:
    return bool(re.search(r"^\s*(?:from|import) config\b", file.read_text(), re.MULTILINE))


def test_no_code_of_the_site_imports_its_tests():
    for file in modules(*SOURCES):
        assert not re.search(r"^\s*(?:from|import) tests\b", file.read_text(), re.MULTILINE), relative(file)


# The import root


def test_site_is_a_folder_on_the_path_and_no_package():
    """A package of that name would hide Python's own module, and its tests would not be found."""
    assert not (ROOT / "site" / "__init__.py").exists()
    import site

    assert Path(site.__file__).parent != ROOT / "site"


def test_only_what_belongs_there_stands_in_site():
    """Everything in it is a name that any package could import."""
    entries = {entry.name for entry in (ROOT / "site").iterdir() if not entry.name.startswith((".", "__"))}
    assert entries <= {"config", "core", "static", "locale"}
    assert not list((ROOT / "site" / "static").rglob("*.py"))


@pytest.mark.parametrize("path", ["site/config/urls.py", "site/config/settings/base.py", "site/core/apps.py"])
def test_the_configuration_is_not_ignored(path):
    """The stock ignore file for Python has a line for /site."""
    assert ignored(path) == []


def test_what_a_run_writes_is_ignored():
    assert ignored("var/db.sqlite3", ".venv/bin/python") == ["var/db.sqlite3", ".venv/bin/python"]


def ignored(*paths: str) -> list[str]:
    command = ["git", "check-ignore", *paths]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


def test_every_process_has_both_import_roots():
    assert str(ROOT) in sys.path or "" in sys.path
    assert str(ROOT / "site") in sys.path


def test_no_further_code_stands_at_the_top():
    tops = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert tops <= {"articles", "home", "newsletter", "tests"}
    assert [file.name for file in ROOT.glob("*.py")] == ["manage.py"]


# Numbers: alarms, not laws


def test_no_module_is_longer_than_one_can_read():
    long = {relative(file): length(file) for file in modules(*SOURCES, "tests") if length(file) > LONGEST_MODULE}
    assert long == {}


def test_no_function_is_longer_than_one_can_read():
    long = {}
    for file in modules(*SOURCES, "tests"):
        for function in functions(file):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                long[f"{relative(file)}:{function.name}"] = lines
    assert long == {}


def test_no_template_is_longer_than_one_can_read():
    templates = (ROOT / "templates").rglob("*.*")
    long = {relative(file): length(file) for file in templates if file.is_file() and length(file) > LONGEST_TEMPLATE}
    assert long == {}


def test_the_base_settings_stay_short():
    assert length(ROOT / "site" / "config" / "settings" / "base.py") <= LONGEST_BASE_SETTINGS


def test_every_function_of_the_site_has_its_types():
    untyped = []
    for file in modules(*SOURCES):
        for function in functions(file):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
            if function.returns is None or any(argument.annotation is None for argument in named):
                untyped.append(f"{relative(file)}:{function.lineno} {function.name}")
    assert untyped == []


def test_checks_are_silenced_rarely_and_with_a_reason():
    lines = sum(length(file) for file in modules(*SOURCES))
    silenced = []
    for file in modules(*SOURCES):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if "# noqa" in line or "# type: ignore" in line:
                silenced.append(f"{relative(file)}:{number}")
    assert len(silenced) <= max(12, lines // 250), silenced


# What must not stand in the project


def tracked(*patterns: str) -> list[Path]:
    result = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in result.stdout.splitlines() if (ROOT / name).is_file()]


UNFINISHED = re.compile(
    "|".join([r"\bTO" + "DO", r"\bFIX" + "ME", r"\bXX" + "X\\b", "lorem " + "ipsum"]), re.IGNORECASE
)


def test_nothing_is_marked_as_unfinished():
    found = []
    for file in tracked("*.py", "*.html", "*.js", "*.css", "*.toml", "*.md"):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if UNFINISHED.search(line):
                found.append(f"{relative(file)}:{number}")
    assert found == []


def test_templates_hold_no_inline_styles_or_handlers():
    pattern = re.compile(r"\sstyle=|\son(?:click|load|change|submit|error)=|<style", re.IGNORECASE)
    ours = [
        file
        for file in (ROOT / "templates").rglob("*.html")
        if not {"admin", "email", "wagtailadmin"} & set(file.parts)
    ]
    assert [relative(file) for file in ours if pattern.search(file.read_text())] == []


def test_every_template_of_ours_can_be_read():
    from django.template.loader import get_template

    for file in (ROOT / "templates").rglob("*.html"):
        get_template(str(file.relative_to(ROOT / "templates")))
