"""Templates of Azure Resource Manager (what Bicep compiles to), told as the same things of azurerm's table."""
