"""Microsoft 365, by Microsoft Graph: the tenant, its workloads, sites, guests, applications and retention labels."""

from auditor.providers.m365.provider import M365Provider

PROVIDER = M365Provider()
