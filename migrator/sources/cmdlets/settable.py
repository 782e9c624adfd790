"""Properties that no mapper reads, but that tell objects of one cmdlet from those of another.

Parameters of New-Cs* and Set-Cs* that several cmdlets have, in Lync Server 2010 and 2013 (office-docs-powershell@
93336da2); cmdlets that give objects of one type (OUTPUTS) share their properties. Of Get-CsAdUser, Get-CsAdContact and
Get-CsMeetingRoom, what their pages and that of Enable-CsMeetingRoom name; of Get-CsUser, what Microsoft's page on
decommissioning exports (SfbUserSettings.csv); that rooms and contacts of the directory have a Guid, a home and a line
as users have is inferred. A cmdlet is not listed for Identity, Name and Description alone.
"""

from __future__ import annotations

from collections.abc import Mapping

_APPLICATION_CONTACT = (
    "Identity DisplayName SipAddress LineURI RegistrarPool HomeServer OwnerUrn Enabled EnterpriseVoiceEnabled"
    " ApplicationId TrustedApplicationPoolFqdn DisplayNumber EnabledForFederation PrimaryLanguage SecondaryLanguages"
    " Type"
)

#: cmdlets whose objects are read -> what their objects have besides
MORE: Mapping[str, str] = {
    "Get-CsAccessEdgeConfiguration": "VerificationLevel",
    "Get-CsAnalogDevice": "DisplayNumber Enabled EnterpriseVoiceEnabled",
    "Get-CsCertificate": "Identity Type",
    "Get-CsClientVersionPolicy": "Description",
    "Get-CsCommonAreaPhone": "Enabled EnterpriseVoiceEnabled",
    "Get-CsConferencingPolicy": "Description",
    "Get-CsDialInConferencingAccessNumber": "Priority",
    "Get-CsExUmContact": "Description Enabled EnterpriseVoiceEnabled",
    "Get-CsLocationPolicy": "Description",
    "Get-CsMobilityPolicy": "Description",
    "Get-CsNetworkSite": "BypassID EnableLocationBasedRouting",
    "Get-CsPinPolicy": "Description",
    "Get-CsPresencePolicy": "Description",
    "Get-CsTrunkConfiguration": "NetworkSiteID",
    "Get-CsTrustedApplicationEndpoint": _APPLICATION_CONTACT,
    "Get-CsTrustedApplicationPool": "AudioPortCount AudioPortStart OutboundOnly",
    "Get-CsUser": "SamAccountName HostingProvider EnabledForFederation EnabledForInternetAccess HostedVoiceMail",
    "Get-CsXmppAllowedPartner": "Description ProxyFqdn",
}
#: cmdlets whose objects are not read -> what their objects have in common with others
UNREAD: Mapping[str, str] = {
    "Get-CsAdContact": "Identity Name DisplayName SipAddress LineURI Guid",
    "Get-CsAdUser": "Identity Name DisplayName SipAddress Enabled UserPrincipalName SamAccountName Guid",
    "Get-CsApplicationEndpoint": _APPLICATION_CONTACT,
    "Get-CsAudioTestServiceApplication": _APPLICATION_CONTACT,
    "Get-CsClientVersionConfiguration": "Identity DefaultAction Enabled",
    "Get-CsClientVersionPolicyRule": "Identity Action Enabled MajorVersion MinorVersion Priority",
    "Get-CsClsConfiguration": "Identity Regions",
    "Get-CsEnhancedEmergencyServiceDisclaimer": "Identity Body",
    "Get-CsFileTransferFilterConfiguration": "Identity Action Enabled",
    "Get-CsHybridApplicationEndpoint": _APPLICATION_CONTACT,
    "Get-CsLisLocation": "City State",
    "Get-CsLisPort": "City State Description",
    "Get-CsLisSubnet": "City State Description",
    "Get-CsLisSwitch": "City State Description",
    "Get-CsLisWirelessAccessPoint": "City State Description",
    "Get-CsMeetingRoom": (
        "Identity DisplayName SipAddress LineURI Enabled EnterpriseVoiceEnabled PrivateLine RegistrarPool"
        " RemoteCallControlTelephonyEnabled HostedVoiceMail HostingProvider VoicePolicy DialPlan Guid"
    ),
    "Get-CsNetworkInterSitePolicy": "Identity BWPolicyProfileID",
    "Get-CsNetworkRegionLink": "Identity BWPolicyProfileID",
    "Get-CsPartnerApplication": "Identity Name Enabled",
    "Get-CsPersistentChatEndpoint": "Identity DisplayName SipAddress",
    "Get-CsPersistentChatRoom": "Identity Name Description Type",
    "Get-CsPresenceProvider": "Identity Fqdn",
    "Get-CsServerApplication": "Identity Name Enabled Priority",
    "Get-CsSipResponseCodeTranslationRule": "Identity Name Priority",
    "Get-CsTenantFederationConfiguration": "Identity Description AllowFederatedUsers",
    "Get-CsTestUserCredential": "Identity SipAddress",
    "Get-CsTrustedApplicationComputer": "Identity Pool",
    "Get-CsUserAcp": "Identity Name Domain IsDefault",
    "Get-CsUserDatabaseState": "Identity RegistrarPool",
    "Get-CsVoicemailReroutingConfiguration": "Identity Enabled",
    "Get-CsWatcherNodeConfiguration": "Identity Enabled",
}
