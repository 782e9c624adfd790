"""Cmdlets of Lync whose objects have no kind of their own: the kit collects them, and they are kept with all values.

Rules that compare settings of a pool or site look at them, and people who plan call admission control, emergency
locations, the unified contact store or Kerberos accounts. Versions and types as the pages of the cmdlets print them.
"""

from __future__ import annotations

import re

from .products import LYNC2010

_BOTH = (
    # call admission control (get-csnetworkbandwidthpolicyprofile)
    "Get-CsNetworkConfiguration",
    "Get-CsNetworkBandwidthPolicyProfile",
    "Get-CsNetworkInterSitePolicy",
    "Get-CsNetworkInterRegionRoute",
    "Get-CsNetworkRegionLink",
    "Get-CsBandwidthPolicyServiceConfiguration",
    # the location information service; its objects have no type of the product (get-cslissubnet)
    "Get-CsLisCivicAddress",
    "Get-CsLisLocation",
    "Get-CsLisSubnet",
    "Get-CsLisSwitch",
    "Get-CsLisPort",
    "Get-CsLisWirelessAccessPoint",
    "Get-CsLisServiceProvider",
    "Get-CsKerberosAccountAssignment",
    "Get-CsPrivacyConfiguration",
    "Get-CsUserServicesConfiguration",
    "Get-CsArchivingConfiguration",
    "Get-CsAVEdgeConfiguration",
    "Get-CsCdrConfiguration",
    "Get-CsClientVersionConfiguration",
    "Get-CsConferencingConfiguration",
    "Get-CsDeviceUpdateConfiguration",
    "Get-CsDialInConferencingDtmfConfiguration",
    "Get-CsFileTransferFilterConfiguration",
    "Get-CsHealthMonitoringConfiguration",
    "Get-CsHostedVoicemailPolicy",
    "Get-CsMediaConfiguration",
    "Get-CsProxyConfiguration",
    "Get-CsQoEConfiguration",
    "Get-CsRegistrarConfiguration",
    "Get-CsServerApplication",
    "Get-CsVoicemailReroutingConfiguration",
    "Get-CsWebServiceConfiguration",
)
#: the unified contact store needs the last two (l13-ucs-requirements)
_SINCE_2013 = (
    "Get-CsBackupServiceConfiguration",
    "Get-CsXmppGatewayConfiguration",
    "Get-CsOAuthConfiguration",
    "Get-CsPartnerApplication",
)
_BY_FILE = {f"{name}.xml".casefold(): name for name in (*_BOTH, *_SINCE_2013)}


def unmapped_cmdlets(product: str) -> tuple[str, ...]:
    """The cmdlets that *product* has and whose objects are kept whole."""
    return _BOTH if product == LYNC2010 else (*_BOTH, *_SINCE_2013)


def unmapped_cmdlet_of(path: str) -> str:
    """The cmdlet whose objects a file of the kit holds by its name, if they are kept whole, else ""."""
    return _BY_FILE.get(re.split(r"[/\\!]", path)[-1].casefold(), "")
