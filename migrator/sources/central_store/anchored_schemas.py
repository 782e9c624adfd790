"""Schemas that are documented but of which no kind is declared: their .NET types are named on the pages of cmdlets.

OUTPUTS and parameters of office-docs-powershell@93336da2, without ``Microsoft.Rtc.Management.WritableConfig.``. Get-Cs*
objects of these types become `scoped_settings`, so do the documents.
"""

from __future__ import annotations

DOCUMENTED = frozenset(
    name.casefold()
    for name in [
        "Policy.CallViaWork.CallViaWorkPolicy",
        "Policy.ClientVersion.ClientVersionConfiguration",
        "Policy.Location.EnhancedEmergencyServiceDisclaimer",
        "Policy.PersistentChat.PersistentChatPolicy",
        "Policy.ThirdPartyVideoSystem.ThirdPartyVideoSystemPolicy",
        "Policy.Voice.HostedVoicemailPolicy",
        "Policy.Voice.VoiceConfiguration",
        "Policy.Voice.VoiceRoutingPolicy",
        "Settings.AddressBook.AddressBookNormalizationSettings",
        "Settings.Archiving.ArchivingSettings",
        "Settings.AutoDiscoverConfiguration.AutoDiscoverConfiguration",
        "Settings.BackupService.BackupServiceConfiguration",
        "Settings.BandwidthPolicyServiceConfiguration.BandwidthPolicyServiceConfiguration",
        "Settings.BusyOptions.BusyOptions",
        "Settings.CallDetailRecording.CdrSettings",
        "Settings.CentralizedLogging.CentralizedLoggingConfiguration",
        "Settings.ConversationHistory.ConversationHistorySettings",
        "Settings.DeviceUpdate.DeviceUpdateConfiguration",
        "Settings.Diagnostics.DiagnosticFilterSettings",
        "Settings.Diagnostics.DiagnosticHeaderSettings",
        "Settings.DialInConferencingSettings.DialInConferencingDtmfConfiguration",
        "Settings.DialInConferencingSettings.DialInConferencingLanguageList",
        "Settings.Edge.MediaRelaySettings",
        "Settings.ExumRouting.VoicemailReroutingConfiguration",
        "Settings.FIPSConfiguration.FIPSConfiguration",
        "Settings.HealthMonitoring.HealthMonitoringSettings",
        "Settings.ImFilter.FileTransferFilterConfiguration",
        "Settings.ImFilter.ImFilterConfiguration",
        "Settings.KerberosAccount.KerberosAccountAssignment",
        "Settings.McxConfiguration.McxConfiguration",
        "Settings.Media.MediaSettings",
        "Settings.NetworkConfiguration.NetworkConfigurationSettings",
        "Settings.PersistentChat.PersistentChatComplianceConfiguration",
        "Settings.PersistentChat.PersistentChatConfiguration",
        "Settings.QoE.QoESettings",
        "Settings.Registrar.RegistrarSettings",
        "Settings.Reporting.ReportingConfiguration",
        "Settings.SSAuth.OAuthSettings",
        "Settings.SipProxy.ProxySettings",
        "Settings.StorageService.StorageServiceSettings",
        "Settings.UserServices.PrivacyConfiguration",
        "Settings.UserServices.UserServicesSettings",
        "Settings.VideoInteropServer.VideoInteropServerConfiguration",
        "Settings.Web.WebServiceSettings",
        "Settings.WebConf.ConfSettings",
        "Settings.WebLink.WebLink",
        "Settings.XmppFederation.XmppGatewaySettings",
    ]
)
