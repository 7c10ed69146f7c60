"""`auditor plan`: judge what is not there yet: a plan of Terraform or OpenTofu, a folder of its language, a template, a state."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from auditor import pipeline
from auditor.cli import options
from auditor.cli.run import concluded, day
from auditor.cli.scan import configured
from auditor.configuration import Configuration
from auditor.i18n import _, language
from auditor.providers.coverage import now

OUT = Path("audit-plan")
ENTRY = "plan"


@click.command(
    name="plan",
    help=_("Judge what is not there yet, with no account or network: a Terraform plan, a folder of .tf, a CloudFormation or ARM template."),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.config()
@options.out(OUT)
@click.option("--account", default="", help=_("The id of the account that it is for, where the plan does not tell."))
@click.option(
    "--region", default="", help=_("The region of a provider that leaves it to its environment, or that a template is deployed to.")
)
@click.option(
    "--var-file",
    "var_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A file of values for the variables of a folder, or the parameters of a template; may be given several times."),
)
@options.as_of()
@options.assume()
@options.rules()
@options.formats()
@options.public()
@options.csv()
@options.fail_on()
def command(
    files: tuple[Path, ...],
    config: Path | None,
    out: Path,
    account: str,
    region: str,
    var_files: tuple[Path, ...],
    as_of: date | None,
    assumptions: tuple[str, ...],
    rule_paths: tuple[Path, ...],
    formats: tuple[str, ...],
    public: bool,
    dialect: str,
    fail_on: str,
) -> int:
    """Read the files, judge, report. The rest of a configuration is heeded; its accounts are not read."""
    told = options.wanted(formats, public, dialect)
    entry: dict[str, Any] = {"id": ENTRY, "provider": "terraform", "files": [str(path) for path in files]}
    more = {"account": account, "region": region, "var_files": [str(path) for path in var_files]}
    accounts = (entry | {name: said for name, said in more.items() if said},)
    # The register of activities and the answers are an organisation's own: without them rules that rest on them say so.
    configuration = msgspec.structs.replace(configured(config) if config else Configuration(), accounts=accounts)
    started = now()
    by = pipeline.grounds(as_of or day(started), assumptions, configuration, rule_paths)
    return concluded(configuration, out, by, pipeline.Wanted(formats, language(), told), fail_on, started=started)
