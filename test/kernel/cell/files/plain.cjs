const api = { ['late' + 'Bound']: () => 'late' }
module.exports = api
