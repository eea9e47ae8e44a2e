# Three subnets: the API of Kubernetes, load balancers, nodes. Nodes have no public addresses.

resource "oci_core_vcn" "this" {
  compartment_id = var.account
  display_name   = var.name
  dns_label      = replace(var.name, "-", "")
  cidr_blocks    = [var.network_cidr]
  freeform_tags  = var.tags
}

resource "oci_core_internet_gateway" "this" {
  compartment_id = var.account
  vcn_id         = oci_core_vcn.this.id
  display_name   = var.name
  freeform_tags  = var.tags
}

resource "oci_core_nat_gateway" "this" {
  compartment_id = var.account
  vcn_id         = oci_core_vcn.this.id
  display_name   = var.name
  freeform_tags  = var.tags
}

resource "oci_core_route_table" "public" {
  compartment_id = var.account
  vcn_id         = oci_core_vcn.this.id
  display_name   = "public"
  freeform_tags  = var.tags
  route_rules {
    destination       = "0.0.0.0/0"
    network_entity_id = oci_core_internet_gateway.this.id
  }
}

resource "oci_core_route_table" "private" {
  compartment_id = var.account
  vcn_id         = oci_core_vcn.this.id
  display_name   = "private"
  freeform_tags  = var.tags
  route_rules {
    destination       = "0.0.0.0/0"
    network_entity_id = oci_core_nat_gateway.this.id
  }
}

locals {
  subnets = {
    api            = { cidr = cidrsubnet(var.network_cidr, 8, 0), public = true }
    load_balancers = { cidr = cidrsubnet(var.network_cidr, 8, 1), public = true }
    nodes          = { cidr = cidrsubnet(var.network_cidr, 4, 1), public = false }
  }
  everywhere = "0.0.0.0/0"
  tcp        = "6"
  # From where, and to which TCP ports; null is every protocol.
  ingress = {
    api = concat(
      [for each in length(var.authorized_networks) > 0 ? var.authorized_networks : [local.everywhere] : { from = each, ports = [6443, 6443] }],
      [{ from = local.subnets.nodes.cidr, ports = [6443, 6443] }, { from = local.subnets.nodes.cidr, ports = [12250, 12250] }],
    )
    load_balancers = [{ from = local.everywhere, ports = [80, 80] }, { from = local.everywhere, ports = [443, 443] }]
    nodes = [
      { from = local.subnets.nodes.cidr, ports = null },
      { from = local.subnets.api.cidr, ports = [1, 65535] },
      { from = local.subnets.load_balancers.cidr, ports = [30000, 32767] },
      { from = local.subnets.load_balancers.cidr, ports = [10256, 10256] },
    ]
  }
}

resource "oci_core_security_list" "this" {
  for_each       = local.ingress
  compartment_id = var.account
  vcn_id         = oci_core_vcn.this.id
  display_name   = each.key
  freeform_tags  = var.tags

  egress_security_rules {
    destination = each.key == "nodes" ? local.everywhere : var.network_cidr
    protocol    = each.key == "nodes" ? "all" : local.tcp
  }
  # The control plane is in Oracle's own network.
  dynamic "egress_security_rules" {
    for_each = each.key == "api" ? [443] : []
    content {
      destination = local.everywhere
      protocol    = local.tcp
      tcp_options {
        min = egress_security_rules.value
        max = egress_security_rules.value
      }
    }
  }
  dynamic "ingress_security_rules" {
    for_each = each.value
    content {
      source   = ingress_security_rules.value.from
      protocol = ingress_security_rules.value.ports == null ? "all" : local.tcp
      dynamic "tcp_options" {
        for_each = ingress_security_rules.value.ports == null ? [] : [ingress_security_rules.value.ports]
        content {
          min = tcp_options.value[0]
          max = tcp_options.value[1]
        }
      }
    }
  }
  # Path MTU discovery.
  ingress_security_rules {
    source   = local.everywhere
    protocol = "1"
    icmp_options {
      type = 3
      code = 4
    }
  }
}

resource "oci_core_subnet" "this" {
  for_each                   = local.subnets
  compartment_id             = var.account
  vcn_id                     = oci_core_vcn.this.id
  display_name               = each.key
  cidr_block                 = each.value.cidr
  prohibit_public_ip_on_vnic = !each.value.public
  route_table_id             = each.value.public ? oci_core_route_table.public.id : oci_core_route_table.private.id
  security_list_ids          = [oci_core_security_list.this[each.key].id]
  freeform_tags              = var.tags
}
