resource "azurerm_virtual_network" "this" {
  name                = var.name
  resource_group_name = azurerm_resource_group.this.name
  location            = var.region
  address_space       = [var.network_cidr]
  tags                = var.tags
}

resource "azurerm_subnet" "nodes" {
  # checkov:skip=CKV2_AZURE_31:AKS writes the security group of its nodes itself
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(var.network_cidr, 4, 0)]
  service_endpoint {
    service = "Microsoft.KeyVault"
  }
}

# The cluster's own identity: it attaches load balancers to the subnet.
resource "azurerm_user_assigned_identity" "cluster" {
  name                = "${var.name}-cluster"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.region
  tags                = var.tags
}

resource "azurerm_role_assignment" "cluster_network" {
  scope                = azurerm_subnet.nodes.id
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
}

resource "azurerm_kubernetes_cluster" "this" {
  # checkov:skip=CKV_AZURE_115:A private cluster cannot be reached by GitHub's runners; authorized_networks narrows it
  # checkov:skip=CKV_AZURE_4:Logs go to Loki or another exporter of the collector, not to Azure Monitor by an agent
  # checkov:skip=CKV_AZURE_117:Disks are encrypted with keys of the platform; an own key would have to be kept and rotated
  # checkov:skip=CKV_AZURE_170:Bought where production is among the environments
  # checkov:skip=CKV_AZURE_116:Pod Security and the network policies of the manifests refuse what Azure Policy would
  # checkov:skip=CKV_AZURE_172:The secrets-store CSI driver is not used, but External Secrets
  # checkov:skip=CKV_AZURE_226:The default machine has no local disk for an ephemeral operating system
  # checkov:skip=CKV_AZURE_227:Encryption at host must first be enabled for the subscription
  # checkov:skip=CKV_AZURE_232:One pool: a second one for system pods would double the smallest bill
  name                      = var.name
  resource_group_name       = azurerm_resource_group.this.name
  location                  = var.region
  dns_prefix                = var.name
  sku_tier                  = local.production ? "Standard" : "Free"
  automatic_upgrade_channel = var.kubernetes_channel
  node_os_upgrade_channel   = "NodeImage"
  image_cleaner_enabled     = true
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  # Everybody logs in as themselves, and Azure's roles decide.
  local_account_disabled = true
  tags                   = var.tags

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
  }

  dynamic "api_server_access_profile" {
    for_each = length(var.authorized_networks) > 0 ? [1] : []
    content {
      authorized_ip_ranges = var.authorized_networks
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  default_node_pool {
    name                        = "default"
    vm_size                     = local.nodes.size
    auto_scaling_enabled        = true
    min_count                   = local.nodes.min
    max_count                   = local.nodes.max
    max_pods                    = 110
    vnet_subnet_id              = azurerm_subnet.nodes.id
    temporary_name_for_rotation = "rotation"
    upgrade_settings {
      max_surge = "1"
    }
  }

  # Nodes come by the pool's own autoscaler.
  node_provisioning_profile {
    mode = "Manual"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
  }

  depends_on = [azurerm_role_assignment.cluster_network]
}

resource "azurerm_container_registry" "this" {
  # checkov:skip=CKV_AZURE_139:The smallest tier has no private network; pulls and pushes need an identity
  # checkov:skip=CKV_AZURE_163:Images are scanned by the pipeline
  # checkov:skip=CKV_AZURE_164:Images are attested, and verified at deploy
  # checkov:skip=CKV_AZURE_165:One region
  # checkov:skip=CKV_AZURE_166:Quarantine needs the Premium tier
  # checkov:skip=CKV_AZURE_167:Retention needs the Premium tier
  # checkov:skip=CKV_AZURE_233:Zones need the Premium tier
  # checkov:skip=CKV_AZURE_237:Data endpoints need the Premium tier
  name                = local.plain_name
  resource_group_name = azurerm_resource_group.this.name
  location            = var.region
  sku                 = "Basic"
  admin_enabled       = false
  tags                = var.tags
}

resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_kubernetes_cluster.this.kubelet_identity[0].object_id
}
