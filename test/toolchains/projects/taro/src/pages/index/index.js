import { Button, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { deliver, keep } from '../../save'

export default function Index() {
  const [status, setStatus] = useState('')
  const onClick = (save) => async () => {
    try {
      setStatus(JSON.stringify(await save()))
    } catch (error) {
      setStatus(error.errorMessage ?? error.message)
    }
  }
  return (
    <View>
      <Button id="deliver" onClick={onClick(deliver)}>
        保存到相册
      </Button>
      <Button id="keep" onClick={onClick(keep)}>
        存入站点
      </Button>
      <Text id="status">{status}</Text>
    </View>
  )
}
