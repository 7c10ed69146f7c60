"""Plans and states: what is going to be, told like what is there."""

from auditor.providers.terraform.provider import TerraformProvider

PROVIDER = TerraformProvider()
