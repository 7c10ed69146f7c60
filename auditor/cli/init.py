"""`auditor init`: a commented auditor.yaml to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.cli.console import say
from auditor.configuration import FILE
from auditor.errors import OutputError
from auditor.files import write_atomically
from auditor.i18n import _, filled, language
from auditor.providers import PROVIDERS, example, names

FIRST = next(iter(PROVIDERS))
COSTS = "couts.yaml"
ACCOUNTS, CHOSEN = "# {accounts}\n", "{provider}"
"""Where the template has the entries of providers, each from its own folder, and the name of the first that is in use."""


@click.command(name="init", help=_("Write a commented auditor.yaml; --config names another file."))
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path), help=_("The file to write, in place of auditor.yaml."))
@click.option("--force", is_flag=True, help=_("Overwrite the file."))
@click.option(
    "--provider", "chosen", multiple=True, default=(FIRST,), show_default=True, help=_("Whose entry to leave in use; may be repeated.")
)
@click.option("--costs", is_flag=True, help=_("Write couts.yaml instead: the assumptions of what coming home costs."))
def command(config: Path | None, force: bool, chosen: tuple[str, ...], costs: bool) -> int:
    """Write the file and say where it is. Raises OutputError when there is one already, ProviderError for a provider nobody has."""
    config = config or Path(COSTS if costs else FILE)
    if config.exists() and not force:
        raise OutputError(
            filled("%(config)s exists already", config=config), _("Use --force to overwrite it, or --config to write another file.")
        )
    text = shipped_with("costs", language()) if costs else template(language(), chosen)
    with write_atomically(config) as stream:
        stream.write(text.encode())
    say(str(config))
    return 0


def template(lang: str, chosen: Sequence[str]) -> str:
    """The commented file, with an entry of each provider: those `chosen` in use, the others in comments."""
    ours = [*dict.fromkeys([*chosen, *names()])]
    entries = (example(name, lang) if name in chosen else commented(example(name, lang)) for name in ours)
    return shipped_with("init", lang).replace(ACCOUNTS, "".join(entries)).replace(CHOSEN, chosen[0])


def shipped_with(name: str, lang: str) -> str:
    """A commented file that lies beside this one."""
    return Path(__file__).with_name(f"{name}.{lang}.yaml").read_text("utf-8")


def commented(text: str) -> str:
    """The same with every line a comment."""
    return "".join(line if line.startswith("#") else f"#{line}" for line in text.splitlines(keepends=True))
