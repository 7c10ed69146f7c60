"""What no API tells: online services, machine rooms, a town's own data centre, as a YAML file or a table declares them."""

from auditor.providers.declared.provider import DeclaredProvider

PROVIDER = DeclaredProvider()
