resource "oci_containerengine_cluster" "this" {
  # checkov:skip=CKV2_OCI_3:The subnet's security list has the same rules
  # checkov:skip=CKV2_OCI_6:Pod Security of the namespace refuses what the policy would, which Kubernetes has no more
  compartment_id     = var.account
  name               = var.name
  type               = "BASIC_CLUSTER"
  kubernetes_version = local.kubernetes_version
  vcn_id             = oci_core_vcn.this.id
  freeform_tags      = var.tags
  cluster_pod_network_options {
    cni_type = "FLANNEL_OVERLAY"
  }
  endpoint_config {
    is_public_ip_enabled = true
    subnet_id            = oci_core_subnet.this["api"].id
  }
  options {
    service_lb_subnet_ids = [oci_core_subnet.this["load_balancers"].id]
  }
}

resource "oci_containerengine_node_pool" "this" {
  compartment_id     = var.account
  cluster_id         = oci_containerengine_cluster.this.id
  name               = "default"
  kubernetes_version = local.kubernetes_version
  node_shape         = local.nodes.size
  freeform_tags      = var.tags

  dynamic "node_shape_config" {
    for_each = endswith(local.nodes.size, ".Flex") ? [1] : []
    content {
      ocpus         = var.node_ocpus
      memory_in_gbs = var.node_memory_gb
    }
  }
  node_source_details {
    source_type = "IMAGE"
    image_id    = local.images[reverse(sort(keys(local.images)))[0]]
    # The least there is: 200 GB are free in all.
    boot_volume_size_in_gbs = "50"
  }
  node_config_details {
    size                                = local.nodes.min
    is_pv_encryption_in_transit_enabled = true
    freeform_tags                       = var.tags
    placement_configs {
      availability_domain = data.oci_identity_availability_domains.this.availability_domains[var.availability_domain - 1].name
      subnet_id           = oci_core_subnet.this["nodes"].id
    }
  }

  lifecycle {
    precondition {
      condition     = local.nodes.max == local.nodes.min
      error_message = "A basic cluster adds no nodes by itself: nodes.max must be nodes.min."
    }
    precondition {
      condition     = length(local.images) > 0
      error_message = "Oracle has no image of ${local.kubernetes_version} for ${local.nodes.size}: another channel or shape."
    }
  }
}
