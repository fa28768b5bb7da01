Pod::Spec.new do |s|
  s.name           = 'LightyLink'
  s.version        = '0.1.0'
  s.summary        = 'WatchConnectivity for Lighty, with an inbox that outlives the app'
  s.license        = 'MIT'
  s.author         = 'Lighty'
  s.homepage       = 'https://localhost'
  s.source         = { git: '' }
  s.platforms      = { :ios => '17.0' }
  s.swift_version  = '5.9'
  s.static_framework = true
  s.dependency 'ExpoModulesCore'
  s.frameworks     = 'WatchConnectivity', 'HealthKit'
  s.source_files   = '*.swift'
  s.pod_target_xcconfig = { 'DEFINES_MODULE' => 'YES' }
end
