"""The OpenStack that the demonstration is made of, where tests of clouds look for it."""

from auditor.demo.openstack_stub import OTHER, PROJECT, SERVICES, OpenStackStub, counted, linked, marked

__all__ = ["OTHER", "PROJECT", "SERVICES", "OpenStackStub", "counted", "linked", "marked"]
