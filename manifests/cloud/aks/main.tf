# Azure: a cluster on Arm machines, Cilium for network policies, a Key Vault read by workload identity.

terraform {
  required_version = ">= 1.11"
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 5.10" }
  }
}

provider "azurerm" {
  features {}
  subscription_id     = var.account
  storage_use_azuread = true
}

data "azurerm_client_config" "current" {}

locals {
  production = contains(var.environments, "production")
  plain_name = replace(var.name, "-", "")
  nodes = {
    size = coalesce(var.nodes.size, "Standard_D2ps_v6")
    min  = coalesce(var.nodes.min, 2)
    max  = coalesce(var.nodes.max, 5)
  }

  cluster            = azurerm_kubernetes_cluster.this.name
  kubeconfig_command = "az aks get-credentials --subscription ${var.account} --resource-group ${azurerm_resource_group.this.name} --name ${local.cluster} && kubelogin convert-kubeconfig -l azurecli"
  registry           = azurerm_container_registry.this.login_server
  secret_store       = { azurekv = { vaultUrl = trimsuffix(azurerm_key_vault.this.vault_uri, "/") } }
  secrets_identity = {
    "azure.workload.identity/client-id" = azurerm_user_assigned_identity.secrets.client_id
    "azure.workload.identity/tenant-id" = data.azurerm_client_config.current.tenant_id
  }
  deploy_identity = {
    AZURE_CLIENT_ID       = azurerm_user_assigned_identity.deploy.client_id
    AZURE_TENANT_ID       = data.azurerm_client_config.current.tenant_id
    AZURE_SUBSCRIPTION_ID = var.account
    AZURE_GROUP           = azurerm_resource_group.this.name
    CLUSTER               = local.cluster
  }
  backup_bucket = "https://${azurerm_storage_account.backups.name}.blob.core.windows.net/${azurerm_storage_container.backups.name}"
}

resource "azurerm_resource_group" "this" {
  name     = var.name
  location = var.region
  tags     = var.tags
}
