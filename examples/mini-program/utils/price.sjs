/** 分转元：16800 → 168.00 */
const yuan = (cents) => (cents / 100).toFixed(2)

/** 拆成整数和小数，两部分的字号不同。 */
const parts = (cents) => yuan(cents).split('.')

export default { yuan, parts }
