import type { Value } from '../api.ts'

/**
 * The components that the simulator draws, with their documented attributes (组件/基础组件), for `my.canIUse`:
 * `button.open-type.share`. `name@1.2.3` is an attribute that a later base library introduced. Attributes of features that are
 * not simulated are omitted.
 */
const ATTRIBUTES: { readonly [component: string]: string } = {
  button: `size size.default size.mini type type.default type.primary type.warn plain disabled loading hover-class
    hover-start-time hover-stay-time hover-stop-propagation@1.10.0 form-type form-type.submit form-type.reset
    open-type@1.1.0 open-type.share@1.1.0 open-type.getAuthorize@1.11.0 scope@1.11.0 onTap onGetAuthorize@1.11.0
    onError@1.11.0`,
  canvas: `id type@2.7.0 type.2d@2.7.0 type.webgl@2.7.0 onReady@2.7.0 width height style class disable-scroll onTap
    onTouchStart onTouchMove onTouchEnd onTouchCancel onLongTap`,
  checkbox: 'value checked disabled onChange color@1.10.0',
  'checkbox-group': 'name onChange',
  'cover-image': 'src onTap@1.9.0',
  'cover-view': 'onTap@1.9.0',
  form: 'report-submit@1.3.0 onSubmit onReset',
  icon: `type type.info type.warn type.waiting type.cancel type.download type.search type.clear type.success
    type.success_no_circle type.loading@1.7.2 size color`,
  image: `src mode mode.scaleToFill mode.aspectFit mode.aspectFill mode.widthFix mode.heightFix mode.top mode.bottom
    mode.center mode.left mode.right class style lazy-load@1.9.0 default-source@1.19.0 onLoad onError onTap`,
  input: `value name type type.text type.number type.idcard type.digit type.numberpad type.digitpad type.idcardpad password
    placeholder placeholder-style@1.6.0 placeholder-class@1.6.0 disabled maxlength focus confirm-type@1.7.0
    confirm-hold@1.7.0 cursor selection-start@1.7.0 selection-end@1.7.0 controlled@1.9.0 onInput onConfirm onFocus
    onBlur`,
  label: 'for',
  'movable-area': 'scale-area@1.20.0',
  'movable-view': `direction direction.all direction.vertical direction.horizontal direction.none x y disabled
    animation@1.20.0 out-of-bounds@1.20.0 damping@1.20.0 scale@1.20.0 scale-min@1.20.0 scale-max@1.20.0
    scale-value@1.20.0 onScale@1.20.0 onTouchStart@1.11.5 onTouchMove@1.11.5 onTouchEnd@1.11.5 onTouchCancel@1.11.5
    onChange onChangeEnd`,
  navigator: `open-type open-type.navigate open-type.redirect open-type.switchTab open-type.navigateBack
    open-type.reLaunch hover-class hover-start-time hover-stay-time url`,
  'page-container': `show duration z-index overlay position round close-on-slide-down overlay-style custom-style
    onBeforeEnter onEnter onEnterCancelled onAfterEnter onBeforeLeave onLeave onLeaveCancelled onAfterLeave
    onClickOverlay`,
  'page-meta': `background-color root-background-color page-style page-font-size root-font-size
    scroll-top scroll-duration onScroll`,
  picker: 'title range range-key value onChange disabled',
  'picker-view': `value indicator-style indicator-class@1.10.0 mask-style@1.10.0 mask-class@1.10.0 immediate-change@2.8.7
    onChange onPickStart@2.8.0 onPickEnd@2.8.0`,
  'picker-view-column': '',
  progress: 'percent show-info stroke-width active-color background-color active',
  radio: 'value checked disabled color@1.10.0',
  'radio-group': 'onChange name',
  'rich-text': 'nodes space@2.8.7 onTap onTouchStart onTouchMove onTouchCancel onTouchEnd onLongTap',
  'root-portal': '',
  'scroll-view': `class style scroll-x scroll-y upper-threshold lower-threshold scroll-top scroll-left scroll-into-view
    scroll-with-animation scroll-animation-duration@1.9.0 enable-back-to-top@1.11.0 trap-scroll@1.11.2
    disable-lower-scroll@2.6.2 disable-upper-scroll@2.6.2 onScrollToUpper onScrollToLower onScroll onTouchStart@1.15.0
    onTouchMove@1.15.0 onTouchEnd@1.15.0 onTouchCancel@1.15.0`,
  slider: `name min max step disabled value show-value active-color background-color track-size handle-size handle-color
    onChange onChanging@1.5.0`,
  swiper: `indicator-dots indicator-color indicator-active-color active-class@1.13.7 changing-class@1.13.7 autoplay current
    duration interval circular vertical previous-margin@1.9.0 next-margin@1.9.0 acceleration@1.13.7 snap-to-edge@2.6.4
    onChange onTransition@2.6.0 onAnimationEnd@1.15.0 disable-touch@1.15.0`,
  'swiper-item': '',
  switch: 'name checked disabled color@1.10.0 onChange controlled@1.8.0',
  text: 'selectable space space.nbsp space.ensp space.emsp decode number-of-lines',
  textarea: `name value placeholder placeholder-style@1.6.0 placeholder-class@1.6.0 disabled maxlength focus auto-height
    show-count@1.8.0 controlled@1.8.0 confirm-type@2.7.23 onInput onFocus onBlur onConfirm`,
  view: `disable-scroll hover-class hover-start-time hover-stay-time hidden class style animation
    hover-stop-propagation@1.10.0 onTap onTouchStart onTouchMove onTouchEnd onTouchCancel onLongTap
    onTransitionEnd@1.8.0 onAnimationIteration@1.8.0 onAnimationStart@1.8.0 onAnimationEnd@1.8.0 onAppear@1.9.0
    onDisappear@1.9.0 onFirstAppear@1.9.4`,
  // It covers the page and loads nothing, so it has no events.
  'web-view': 'src',
}

export const components: { readonly [component: string]: Value } = Object.fromEntries(
  Object.entries(ATTRIBUTES).map(([name, attributes]) => [name, { properties: attributes.split(/\s+/) }]),
)
