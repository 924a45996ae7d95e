/** The components of the platform, as its documents list them. */
export const COMPONENTS: ReadonlySet<string> = new Set(
  `ad button camera canvas checkbox checkbox-group contact-button cover-image cover-view editor form icon image input label
  lifestyle list-view live-player live-pusher lottie map match-media movable-area movable-view native-view navigator page
  page-container page-meta picker picker-view picker-view-column progress radio radio-group rich-text root-portal scroll-view
  share-element slider sticky-header sticky-section subscribe-message swiper swiper-item switch text textarea video view
  web-view`.split(/\s+/),
)
