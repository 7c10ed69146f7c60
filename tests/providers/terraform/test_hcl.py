"""Terraform's own language without a plan: what is static is known like in a plan, and nothing else is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.model import Coverage, Resource
from auditor.providers.terraform import PROVIDER
from tests.providers.terraform import rivemont
from tests.providers.terraform.estates import AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE
from tests.providers.terraform.language import folder, in_json
from tests.providers.terraform.plans import LATER, plan, write
from tests.providers.terraform.test_plans import fact
from tests.providers.terraform.test_tables import by_address, parts, without

ESTATES: Mapping[str, tuple[list[dict[str, Any]], Any]] = {
    "aws": (AWS_ESTATE, None),
    "azure": (AZURE_ESTATE, None),
    "google": (GOOGLE_ESTATE, None),
    "scaleway": (SCALEWAY_ESTATE, None),
}
NOBODY = 'variable "nobody" {}\n'


def look(path: Path, **options: Any) -> tuple[list[Resource], list[Coverage]]:
    """Every resource, and what else is said."""
    try:
        opened = PROVIDER.open({"id": "projet", "provider": "terraform", "files": [str(path)], "account": "compte", **options})
        results = [PROVIDER.run(unit) for unit in opened.units]
    finally:
        PROVIDER.close()
    return [one for result in results for one in result.resources], [*opened.coverage]


def text(path: Path, content: str, **files: str) -> Path:
    """A folder with a main file, and others beside: `modules__a__main_tf` is modules/a/main.tf."""
    for name, said in {"main_tf": content, **files}.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        target = path / f"{stem}.{suffix}".replace("_auto", ".auto")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(said)
    return path


def named(resources: list[Resource]) -> dict[str, Resource]:
    """Each by its name."""
    return {one.name or "": one for one in resources}


def demo() -> dict[str, tuple[list[dict[str, Any]], Any]]:
    """The demonstration's estate."""
    told = {account: (rivemont.aws_resources(account), rivemont.PROVIDERS) for account in rivemont.ACCOUNTS}
    return told | {one: (rivemont.azure_resources(one), {"azurerm": {}}) for one in rivemont.SUBSCRIPTIONS}


@pytest.mark.parametrize("write_folder", [folder, in_json])
@pytest.mark.parametrize("name", [*ESTATES, *rivemont.ACCOUNTS, *rivemont.SUBSCRIPTIONS])
def test_a_folder_says_what_its_plan_says(name: str, write_folder: Any, tmp_path: Path) -> None:
    """Every fact of every resource of the small estates, and of the demonstration's."""
    resources, providers = ({**ESTATES, **demo()})[name]
    planned, lines = look(write(tmp_path / "plan.json", plan(*resources, providers=providers)))
    found, others = look(write_folder(tmp_path / "texte", resources, providers))
    assert {key: told for key, (_, told) in by_address(found).items()} == {key: told for key, (_, told) in by_address(planned).items()}
    assert {one.id: {*one.unknown} for one in found} == {one.id: {*one.unknown} for one in planned}
    assert [one.reason for one in lines] == [one.reason for one in others]


@pytest.mark.parametrize("name", ESTATES)
def test_what_has_no_value_any_more_never_makes_a_fact_another(name: str, tmp_path: Path) -> None:
    """Of every third value of every resource: a variable without a value stands there, and each fact is as it was, or unknown."""
    resources, providers = ESTATES[name]
    whole = by_address(look(folder(tmp_path / "t", resources, providers))[0])
    tried = 0
    for number, one in enumerate(resources):
        for path in [*parts(one["values"])][::3]:
            if not path or one["values"][path[0]] is LATER or isinstance(path[-1], int):
                continue
            less = [*resources]
            less[number] = {**one, "values": without(one["values"], path, "var.nobody")}
            where = folder(tmp_path / "t", less, providers)
            (where / "variables.tf").write_text(NOBODY)
            tried += 1
            for address, (other, told) in by_address(look(where)[0]).items():
                former, before = whole[address]
                changed = {name for name in before | told if before.get(name) != told.get(name)}
                assert not changed - other.unknown.keys() - former.unknown.keys(), (one["address"], path)
    assert tried > 2


def test_modules_variables_locals_and_files_of_values(tmp_path: Path) -> None:
    """What a module is given, defaults of what it is not, files of values in their order, an alias of a provider."""
    found, lines = look(
        text(
            tmp_path,
            """
provider "aws" { region = var.region }
provider "aws" {
  alias  = "copies"
  region = local.places["copies"]
}
variable "region" { default = "us-east-1" }
variable "names" { type = set(string) }
locals { places = merge({ copies = "eu-west-1" }, {}) }
module "bases" {
  source    = "./modules/base"
  for_each  = var.names
  base      = { name = "${each.key}-${var.region}" }
  providers = { aws = aws.copies }
}
resource "aws_backup_vault" "v" { name = upper(module.bases["paie"].name) }
""",
            terraform_tfvars='region = "eu-west-3"\nnames = ["paie"]\n',
            z_auto_tfvars='names = ["paie", "élus"]\n',
            modules__base__main_tf="""
variable "base" { type = object({ name = string, days = optional(number, 21) }) }
module "inner" {
  source = "./inner"
  days   = var.base.days
  name   = var.base.name
}
output "name" { value = module.inner.name }
""",
            modules__base__inner__main_tf="""
variable "days" {}
variable "name" {}
resource "aws_db_instance" "d" {
  count                   = var.days > 0 ? 1 : 0
  identifier              = var.name
  storage_encrypted       = true
  backup_retention_period = var.days
}
output "name" { value = one(aws_db_instance.d[*].identifier) }
""",
        )
    )
    told = named(found)
    assert {*told} == {"paie-eu-west-3", "élus-eu-west-3", "PAIE-EU-WEST-3"}
    assert (told["paie-eu-west-3"].region, told["PAIE-EU-WEST-3"].region) == ("eu-west-1", "eu-west-3")
    assert fact(told["paie-eu-west-3"], "backup.retention") == "P21D"
    assert told["paie-eu-west-3"].id == 'terraform:compte:module.bases["paie"].module.inner.aws_db_instance.d[0]'
    assert not lines


def test_the_language_in_json_is_the_same_language(tmp_path: Path) -> None:
    """Modules, variables, aliases, `dynamic`, override files, keys that are templates, notes; beside files of the other form."""
    text(tmp_path, 'variable "where" { default = "eu-west-1" }\n')
    (tmp_path / "cdk.tf.json").write_text("""{
      "//": {"metadata": "by hand"},
      "locals": [{"name": "dossiers-${var.town}", "tags": {"${local.word}": "paie"}, "word": "activite"}],
      "variable": {"town": {"type": "string", "default": "rivemont"}, "days": {"type": "${number}", "default": "30"}},
      "provider": {"aws": [{"region": "${var.where}", "default_tags": {"tags": {"commune": "oui"}}},
                           {"alias": "loin", "region": "us-east-1"}]},
      "module": {"copie": {"source": "./copie", "count": 2, "name": "copie-${count.index}", "providers": {"aws": "aws.loin"}}},
      "resource": {
        "aws_s3_bucket": {
          "a": {"//": "note", "bucket": "${local.name}", "tags": "${local.tags}"},
          "b": [{"bucket": "autre", "provider": "aws.loin", "for_each": "${toset([])}"}]
        },
        "aws_s3_bucket_lifecycle_configuration": {"a": {"bucket": "${aws_s3_bucket.a.id}", "dynamic": {"rule": {
          "for_each": ["${var.days}"], "iterator": "jours",
          "content": {"status": "Enabled", "filter": {}, "expiration": {"days": "${jours.value}"}}}}}},
        "aws_db_instance": {"c": {"identifier": "c", "storage_encrypted": false}}
      }}""")
    (tmp_path / "z_override.tf.json").write_text('{"resource": {"aws_db_instance": {"c": {"storage_encrypted": "${!false}"}}}}')
    text(tmp_path / "copie", 'variable "name" {}\nresource "aws_s3_bucket" "d" { bucket = var.name }\n')
    found, lines = look(tmp_path)
    told = named(found)
    assert not lines
    assert {one.name: one.region for one in found} == {
        **{"dossiers-rivemont": "eu-west-1", "c": "eu-west-1"},
        **{"copie-0": "us-east-1", "copie-1": "us-east-1"},
    }
    assert told["dossiers-rivemont"].tags == {"commune": "oui", "activite": "paie"}
    assert fact(told["dossiers-rivemont"], "retention.max") == "P30D"
    assert fact(told["c"], "encryption.at_rest") is True


@pytest.mark.parametrize(
    "said", ["[1]", '{"resource": 1}', '{"resource": {"aws_s3_bucket": {"a": 1}}}', "{", '{"locals": {"a": "${"}}', "[" * 9000]
)
def test_json_that_is_no_configuration_ends_in_one_line(said: str, tmp_path: Path) -> None:
    """A block that is no object, JSON that does not end, a template that does not."""
    (tmp_path / "main.tf.json").write_text(said)
    if "locals" in said:
        (tmp_path / "a.tf").write_text('resource "aws_s3_bucket" "b" { bucket = local.a }')
    with pytest.raises(AuditorError) as told:
        look(tmp_path)
    assert "\n" not in str(told.value)


def test_what_is_not_static_is_unknown_with_its_reason(tmp_path: Path) -> None:
    """A variable without a value, a file that is not read, blocks of which nobody knows how many there are, a region left open."""
    found, _ = look(
        text(
            tmp_path,
            """
variable "days" {}
variable "rules" {}
variable "many" {}
resource "aws_sqs_queue" "q" {
  name                      = "file"
  message_retention_seconds = var.days * 86400
  policy                    = file("/etc/passwd")
}
resource "aws_s3_bucket" "b" { bucket = "seau" }
resource "aws_s3_bucket_lifecycle_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  dynamic "rule" {
    for_each = var.rules
    content { status = "Enabled" }
  }
}
resource "aws_s3_bucket_replication_configuration" "b" {
  count  = var.many
  bucket = aws_s3_bucket.b.id
  rule { status = "Disabled" }
}
""",
        )
    )
    queue, bucket = named(found)["file"], named(found)["seau"]
    assert queue.unknown["retention.max"] == "not_static: aws_sqs_queue.q.message_retention_seconds: var.days has no value"
    assert queue.unknown["public.access"] == "not_static: aws_sqs_queue.q.policy: file() is not evaluated"
    assert queue.unknown["region"].startswith("not_static: ")
    assert bucket.unknown["retention.max"].startswith("not_static: aws_s3_bucket_lifecycle_configuration.b.rule: var.rules")
    assert {"flows.replication", "retention.max"} <= bucket.unknown.keys()


def test_a_module_that_is_not_here_is_told_and_what_it_is_given_is_unknown(tmp_path: Path) -> None:
    """It may replicate the bucket, or open it; one that `terraform init` has fetched is read."""
    content = """
resource "aws_s3_bucket" "b" { bucket = "seau" }
resource "aws_s3_bucket" "c" { bucket = "autre" }
module "copie" {
  source = "example/replication/aws"
  bucket = aws_s3_bucket.b.id
  named  = "autre"
}
"""
    found, lines = look(text(tmp_path, content))
    assert [line.reason for line in lines if line.status == "failed"] == ["not_static: module.copie (example/replication/aws) is not here"]
    assert all("flows.replication" in named(found)[name].unknown for name in ("seau", "autre"))
    (tmp_path / ".terraform/modules/copie").mkdir(parents=True)
    (tmp_path / ".terraform/modules/modules.json").write_text('{"Modules": [{"Key": "copie", "Dir": ".terraform/modules/copie"}]}')
    (tmp_path / ".terraform/modules/copie/main.tf").write_text('variable "bucket" {}\nvariable "named" {}\n')
    found, lines = look(tmp_path)
    assert not lines
    assert "flows.replication" not in named(found)["seau"].unknown


def test_types_that_nobody_knows_are_told_by_count(tmp_path: Path) -> None:
    """As of a plan."""
    _, lines = look(text(tmp_path, 'resource "aws_quantum_thing" "a" {\n  count = 3\n}\nresource "aws_iam_role" "r" {}\n'))
    assert [(line.reason, line.resources) for line in lines] == [("not_understood: aws_quantum_thing", 3)]


READ = ("squared", "product")
"""Of these only the value that is too large is unknown."""
HOSTILE = {
    "locals": 'locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_s3_bucket" "b" { bucket = local.a }\n',
    "resources": 'resource "aws_s3_bucket" "b" { bucket = aws_s3_bucket.b.bucket }\n',
    "itself": 'module "m" {\n  source = "./"\n}\n',
    "billions": 'resource "aws_s3_bucket" "b" {\n  count = 1000000000\n}\n',
    "product": "\n".join(
        [
            "locals {",
            "  a = range(1000)",
            '  b = { for p in setproduct(local.a, local.a, local.a) : join("-", p) => p }',
            "}",
            'resource "aws_s3_bucket" "b" { for_each = local.b }',
        ]
    ),
    "doubled": "locals {\n"
    + '  a0 = "0123456789"\n'
    + "".join(f'  a{n} = "${{local.a{n - 1}}}${{local.a{n - 1}}}"\n' for n in range(1, 40))
    + '}\nresource "aws_s3_bucket" "b" { bucket = local.a39 }\n',
    "lists": "locals {\n"
    + '  a0 = ["0"]\n'
    + "".join(f"  a{n} = [local.a{n - 1}, local.a{n - 1}]\n" for n in range(1, 60))
    + '}\nresource "aws_s3_bucket" "b" { bucket = jsonencode(local.a59) }\n',
    "squared": "locals {\n"
    + "  a0 = 9\n"
    + "".join(f"  a{n} = local.a{n - 1} * local.a{n - 1}\n" for n in range(1, 60))
    + '}\nresource "aws_s3_bucket" "b" { bucket = local.a59 }\n',
    "deep": 'resource "aws_s3_bucket" "b" { bucket = ' + "[" * 20_000 + "]" * 20_000 + " }\n",
    "open": 'resource "aws_s3_bucket" "b" {\n',
    "heredoc": "x = <<A\n" * 5000,
    "bytes": "\x00\x01",
    "for": "locals {\n  a = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : z]]]\n}\n"
    + 'resource "aws_s3_bucket" "b" { bucket = local.a }\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_ends_in_one_line(name: str, tmp_path: Path) -> None:
    """Refused, or read as what it is, and never for long."""
    text(tmp_path, HOSTILE[name])
    if name in READ:
        assert look(tmp_path)
        return
    with pytest.raises(AuditorError) as caught:
        look(tmp_path)
    assert (caught.value.exit_code, str(caught.value).count("\n")) == (2, 0)


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    """Neither through a link, nor a module's source, nor the list that init writes; a pipe is no file."""
    outside, inside = tmp_path / "dehors", tmp_path / "dedans"
    text(outside, 'resource "aws_s3_bucket" "secret" { bucket = "secret" }\n')
    text(inside, 'module "m" {\n  source = "../dehors"\n}\nmodule "n" {\n  source = "x/y/z"\n}\n')
    (inside / ".terraform/modules").mkdir(parents=True)
    (inside / ".terraform/modules/modules.json").write_text('{"Modules": [{"Key": "n", "Dir": "../dehors"}]}')
    found, lines = look(inside)
    assert not found
    assert len([line for line in lines if line.status == "failed"]) == 2
    (inside / "lien.tf").symlink_to(outside / "main.tf")
    with pytest.raises(AuditorError, match=r"lien\.tf"):
        look(inside)
    (inside / "lien.tf").unlink()
    (inside / "lien").symlink_to(outside, target_is_directory=True)
    (inside / "main.tf").write_text('module "m" {\n  source = "./lien"\n}\n')
    assert not look(inside)[0]
    os.mkfifo(inside / "tube.tf")
    with pytest.raises(AuditorError, match=r"tube\.tf"):
        look(inside)


def test_what_is_left_out_has_the_default_that_its_provider_documents(tmp_path: Path) -> None:
    """A dataset lies in the United States, whatever the provider's region; a disk in the provider's zone; what has changed is unknown."""
    found, _ = look(
        text(
            tmp_path,
            """
provider "google" {
  region = "europe-west9"
  zone   = "us-east1-b"
}
provider "aws" { region = "eu-west-3" }
resource "google_bigquery_dataset" "d" { dataset_id = "entrepot" }
resource "google_compute_disk" "d" { name = "disque" }
resource "google_sql_database_instance" "i" { name = "base" }
resource "aws_redshift_cluster" "c" { cluster_identifier = "amas" }
resource "azurerm_storage_account" "a" {
  name                     = "compte"
  location                 = "francecentral"
  account_replication_type = "LRS"
  blob_properties {
    delete_retention_policy {}
  }
}
resource "azurerm_storage_management_policy" "a" {
  storage_account_id = azurerm_storage_account.a.id
  rule {
    name    = "r"
    enabled = true
    filters { blob_types = ["blockBlob", "appendBlob"] }
    actions {
      base_blob { delete_after_days_since_modification_greater_than = 30 }
    }
  }
}
""",
        )
    )
    told = named(found)
    assert [told[name].region for name in ("entrepot", "disque", "base")] == ["us", "us-east1-b", "europe-west9"]
    assert "public.access" in told["amas"].unknown
    assert fact(told["compte"], "retention.max") == "P37D"


def test_functions_look_no_deeper_than_they_must(tmp_path: Path) -> None:
    """As the modules that everybody uses are written: `try` over what is not there, lists of what is known later, the account."""
    content = """
variable "versioning" { default = { status = true } }
variable "sealed" { default = {} }
data "aws_caller_identity" "me" {}
resource "aws_kms_key" "k" {}
locals { rules = try(flatten([{ key = aws_kms_key.k.arn }]), []) }
resource "aws_s3_bucket" "b" { bucket = "seau-${data.aws_caller_identity.me.account_id}" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration {
    status = try(var.versioning["enabled"] ? "Enabled" : "Suspended", tobool(var.versioning["status"]) ? "Enabled" : "Suspended")
  }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  dynamic "rule" {
    for_each = local.rules
    content {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = rule.value.key
      }
    }
  }
}
"""
    found, _ = look(text(tmp_path, content))
    one = named(found)["seau-compte"]
    assert fact(one, "versioning.enabled") is True
    assert fact(one, "encryption.key") == "terraform:compte:aws_kms_key.k"


def test_a_region_that_is_worked_out_later_is_not_that_of_the_entry(tmp_path: Path) -> None:
    """Which stands for what is left to the environment only. OpenTofu's own file counts before Terraform's of the same name."""
    content = """
provider "aws" {}
provider "aws" {
  alias  = "later"
  region = var.where
}
variable "where" {}
resource "aws_sqs_queue" "here" { name = "ici" }
resource "aws_sqs_queue" "there" {
  name     = "ailleurs"
  provider = aws.later
}
"""
    found, _ = look(text(tmp_path, 'resource "aws_sqs_queue" "no" { name = "non" }', main_tofu=content), region="eu-west-3")
    told = named(found)
    assert {*told} == {"ici", "ailleurs"}
    assert told["ici"].region == "eu-west-3"
    assert "region" in told["ailleurs"].unknown
